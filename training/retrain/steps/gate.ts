import { rulesThat } from '../../../evaluation/gate/verdict.js'
import { readAudit } from '../../../knowledge/audit/verify-audit.js'
import { readManifest } from '../../../knowledge/version/read-version.js'
import { recordVerdict } from '../../release/verdicts.js'
import { judgeRun } from '../judgement.js'
import type { Step } from '../step.js'
import { RUN_FILES } from '../work.js'

/** Judges, and keeps the verdict where promotion looks for it. */
export const gate: Step = {
  name: 'gate',
  async run(work) {
    const { installation, run } = work
    const { store, clock } = installation
    const { challengerId, comparison, verdict } = await judgeRun(work)
    const cases = await work.cases.get()
    await work.files.write(RUN_FILES.verdict, `${JSON.stringify(verdict, null, 1)}\n`)
    const recorded = (await readAudit(store)).some(({ event, details }) => event === 'gate' && details.run === run.id)
    if (!recorded) {
      const manifest = await readManifest(store, challengerId)
      const judged = { manifest, champion: run.parent, verdict, cases: cases.length, run: run.id }
      await recordVerdict(store, judged, clock)
    }
    return {
      inputs: { challenger: challengerId, champion: run.parent, cases: cases.length },
      outputs: {
        gate: verdict.gate,
        holding: rulesThat('hold', verdict.rules).length,
        won: comparison?.won ?? null,
        lost: comparison?.lost ?? null,
        same: comparison?.same ?? null,
        mcnemarP: comparison?.mcnemarP ?? null,
      },
      files: [RUN_FILES.verdict],
    }
  },
}
