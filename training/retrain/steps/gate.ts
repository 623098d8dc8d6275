import { z } from 'zod'
import { gateSchema, rulesThat } from '../../../evaluation/gate/verdict.js'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { readManifest } from '../../../knowledge/version/read-version.js'
import { recordVerdict } from '../../release/verdicts.js'
import { RUN_FILES } from '../run/run-files.js'
import type { Step } from '../run/step.js'
import { judgeRun } from './judgement.js'

const resultSchema = z.object({
  gate: gateSchema,
  /** number of rules that hold */
  holding: z.number(),
  /** this and the following: null without a champion to compare with, or without golden cases */
  won: z.number().nullable(),
  lost: z.number().nullable(),
  same: z.number().nullable(),
  mcnemarP: z.number().nullable(),
})

/** Judges the challenger and stores the verdict for promotion. */
export const gate: Step<z.infer<typeof resultSchema>> = {
  name: 'gate',
  result: resultSchema,
  async run(context) {
    const { installation, run } = context
    const { store, clock } = installation
    const { challengerId, comparison, verdict } = await judgeRun(context)
    const cases = await context.cases.get()
    await context.files.write(RUN_FILES.verdict, `${JSON.stringify(verdict, null, 1)}\n`)
    const recorded = (await readAudit(store)).some(({ event, details }) => event === 'gate' && details.run === run.id)
    if (!recorded) {
      const manifest = await readManifest(store, challengerId)
      const judged = { manifest, champion: run.parent, verdict, cases: cases.length, run: run.id }
      await recordVerdict(store, judged, clock)
    }
    return {
      inputs: { challenger: challengerId, champion: run.parent, cases: cases.length },
      result: {
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
