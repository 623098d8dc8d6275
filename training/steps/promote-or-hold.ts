import { readAliases } from '../../knowledge/version/aliases.js'
import { versionIdSchema } from '../../knowledge/version/manifest.js'
import { promote } from '../promotion.js'
import type { Step } from '../step.js'
import { textFact } from '../work.js'

/** Who promotes where an operator has ordered it once for all. */
const STANDING_ORDER = 'Ventanilla (AUTO_PROMOTE)'

/** Leaves the decision to a person, unless an operator has ordered that what passes the gate is promoted. */
export const promoteOrHold: Step = {
  name: 'promote-or-hold',
  async run(work) {
    const { request, run } = work
    const version = versionIdSchema.parse(textFact(work, 'seal', 'version'))
    const gate = textFact(work, 'gate', 'gate')
    const inputs = { version, gate, autoPromote: request.autoPromote }
    const done = (promoted: boolean) => ({ inputs, outputs: { promoted }, files: [] })
    if (gate !== 'pass' || !request.autoPromote) return done(false)
    // Gone on with after a crash that came right after the promotion.
    if ((await readAliases(request.folder)).champion === version) return done(true)
    const act = { by: STANDING_ORDER, reason: `the gate passed it in ${run.id}`, override: false, fourEyes: false }
    await promote({ folder: request.folder, version, ...act, clock: request.clock })
    return done(true)
  },
}
