import { z } from 'zod'
import { named } from '../../../knowledge/person.js'
import { readAliases } from '../../../knowledge/version/aliases.js'
import { type Move, readMoves } from '../../../knowledge/version/promotions.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { promote } from '../../release/promotion.js'
import type { Step } from '../run/step.js'
import { evaluate } from './evaluate.js'
import { gate as gateStep } from './gate.js'
import { seal } from './seal.js'

/** The author of promotions by an operator's standing order. */
const STANDING_ORDER = named('Ventanilla (AUTO_PROMOTE)')

const resultSchema = z.object({ promoted: z.boolean(), rolledBack: z.boolean() })

/**
 * Leaves the decision to a person, unless an operator has ordered that versions passing the gate are promoted. That order never
 * promotes a version again that a person has rolled back, nor an institution's first own version.
 */
export const promoteOrHold: Step<z.infer<typeof resultSchema>> = {
  name: 'promote-or-hold',
  result: resultSchema,
  async run(context) {
    const { installation, run } = context
    const { store, rules } = installation
    const { version } = context.resultOf(seal)
    const { gate } = context.resultOf(gateStep)
    const inputs = { version, gate, autoPromote: rules.autoPromote }
    const done = (promoted: boolean, rolledBack = false) => ({ inputs, result: { promoted, rolledBack }, files: [] })
    const { first = false } = context.resultOf(evaluate)
    if (gate !== 'pass' || !rules.autoPromote || first) return done(false)
    // True when the run was resumed after a crash right after the promotion.
    const { champion, moves } = await readAliases(store)
    if (champion === version) return done(true)
    if (wasLeftLast(version, await readMoves(store, moves))) return done(false, true)
    const act = { by: STANDING_ORDER, reason: `the gate passed it in ${run.id}`, override: false }
    // A standing order cannot be the second person of four eyes.
    await promote({ ...installation, rules: { ...rules, fourEyes: false } }, { version, ...act })
    return done(true)
  },
}

/** Whether the last move of the champion alias on or off this version was a rollback from it. */
function wasLeftLast(version: VersionId, moves: readonly Move[]): boolean {
  const last = moves.findLast(({ alias, from, to }) => alias === 'champion' && (from === version || to === version))
  return last?.act === 'rollback' && last.from === version
}
