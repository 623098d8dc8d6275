import { z } from 'zod'
import { stageRanker } from '../../../knowledge/version/freeze-parts.js'
import { VERSION_FILES } from '../../../knowledge/version/version-files.js'
import { earlierQuestionVectors, rememberingEmbedder, writeQuestionVectors } from '../run/question-vectors.js'
import { RUN_FILES, STAGE_FOLDER } from '../run/run-files.js'
import type { Step } from '../run/step.js'

const resultSchema = z.object({
  /** number of questions out of scope that were embedded */
  embedded: z.number(),
})

/** Fits the ranker and the confidence. */
export const fit: Step<z.infer<typeof resultSchema>> = {
  name: 'fit',
  result: resultSchema,
  async run(context) {
    context.onProgress('rank', 0, null)
    const { embedder, vectors } = await context.embedding.get()
    const { store, making } = context.installation
    // Most questions out of scope stay the same from run to run.
    const earlier = await earlierQuestionVectors(store, embedder.identity, RUN_FILES.outOfScopeVectors, fit.name)
    const remembering = rememberingEmbedder(embedder, earlier)
    const [pairs, passages] = [await context.pairs.get(), await context.passages.get()]
    const [index, lexical] = [await context.index.get(), await context.lexical.get()]
    const outOfScope = await context.outOfScope.get()
    const material = { pairs, passages, vectors, index, lexical, embedder: remembering, outOfScope }
    await stageRanker(context.stage, material, making.fitRanker)
    await writeQuestionVectors(context.files, RUN_FILES.outOfScopeVectors, embedder.identity, remembering.asked)
    return {
      inputs: { pairs: pairs.length, outOfScope: outOfScope.length },
      result: { embedded: remembering.asked.size - remembering.known() },
      files: [`${STAGE_FOLDER}/${VERSION_FILES.ranker}`, RUN_FILES.outOfScopeVectors],
    }
  },
}
