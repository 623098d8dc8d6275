import { z } from 'zod'
import { named } from '../../../knowledge/person.js'
import { readAliases } from '../../../knowledge/version/aliases.js'
import { type Move, readMoves } from '../../../knowledge/version/promotions.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { promote } from '../../release/promotion.js'
import type { Step } from '../run/step.js'
import { gate as gateStep } from './gate.js'
import { seal } from './seal.js'

/** Who promotes where an operator has ordered it once for all. */
const STANDING_ORDER = named('Ventanilla (AUTO_PROMOTE)')

const resultSchema = z.object({ promoted: z.boolean(), rolledBack: z.boolean() })

/**
 * Leaves the decision to a person, unless an operator has ordered that what passes the gate is promoted. What a person has gone back
 * from is never promoted again by that order.
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
    if (gate !== 'pass' || !rules.autoPromote) return done(false)
    // Resumed after a crash that came right after the promotion.
    const { champion, moves } = await readAliases(store)
    if (champion === version) return done(true)
    if (wasLeftLast(version, await readMoves(store, moves))) return done(false, true)
    const act = { by: STANDING_ORDER, reason: `the gate passed it in ${run.id}`, override: false }
    // Whoever gave the order is no second person.
    await promote({ ...installation, rules: { ...rules, fourEyes: false } }, { version, ...act })
    return done(true)
  },
}

/** Whether the last that happened to a version as champion is that somebody went back from it. */
function wasLeftLast(version: VersionId, moves: readonly Move[]): boolean {
  const last = moves.findLast(({ alias, from, to }) => alias === 'champion' && (from === version || to === version))
  return last?.act === 'rollback' && last.from === version
}
