import { z } from 'zod'
import { isWithoutPair, strandedCases } from '../../../evaluation/gate/stranded-cases.js'
import { danglingPrompts } from '../../../knowledge/content/dangling-prompts.js'
import { phrasingsOf } from '../../../knowledge/content/passage.js'
import { sortedPairs } from '../../../knowledge/version/freeze.js'
import { stagePairs } from '../../../knowledge/version/freeze-parts.js'
import { verifyVersion } from '../../../knowledge/version/read-version.js'
import { decodePairs, VERSION_FILES } from '../../../knowledge/version/version-files.js'
import { readMade } from '../run/read-made.js'
import { RUN_FILES, STAGE_FOLDER } from '../run/run-files.js'
import type { Step } from '../run/step.js'

const resultSchema = z.object({
  pairs: z.number(),
  phrasings: z.number(),
  /** codes separated by spaces */
  languages: z.string(),
  danglingPrompts: z.number(),
  goldenCases: z.number(),
  criticalCases: z.number(),
  casesWithoutPair: z.number(),
})

/** Fails when the content breaks a rule, when the golden set contradicts itself, or when the champion's files were altered. */
export const validate: Step<z.infer<typeof resultSchema>> = {
  name: 'validate',
  result: resultSchema,
  async run(context) {
    const { run, installation, stage } = context
    if (run.parent !== null) await verifyVersion(installation.store, run.parent)
    const pairs = sortedPairs(decodePairs(await readMade(context.files, RUN_FILES.pairs)))
    const cases = await context.cases.get()
    await stagePairs(stage, pairs)
    context.pairs.set(pairs)
    return {
      inputs: { champion: run.parent },
      result: {
        pairs: pairs.length,
        phrasings: phrasingsOf(pairs).length,
        languages: [...new Set(pairs.map(({ language }) => language))].sort().join(' '),
        danglingPrompts: danglingPrompts(pairs).length,
        goldenCases: cases.length,
        criticalCases: cases.filter(({ critical }) => critical).length,
        casesWithoutPair: strandedCases(cases, pairs).filter(isWithoutPair).length,
      },
      files: [`${STAGE_FOLDER}/${VERSION_FILES.pairs}`],
    }
  },
}
