import { stageRanker } from '../../../knowledge/version/freeze-parts.js'
import { VERSION_FILES } from '../../../knowledge/version/version-files.js'
import { earlierQuestionVectors, rememberingEmbedder, writeQuestionVectors } from '../question-vectors.js'
import type { Step } from '../step.js'
import { RUN_FILES, STAGE_FOLDER } from '../work.js'

/** Fits ranker and confidence. */
export const fit: Step = {
  name: 'fit',
  async run(work) {
    work.onProgress('rank', 0, null)
    const { embedder, vectors } = await work.embedding.get()
    const { store, making } = work.installation
    // What is out of scope mostly stays as it is from one run to the next.
    const earlier = await earlierQuestionVectors(store, embedder.identity, RUN_FILES.outOfScopeVectors, fit.name)
    const remembering = rememberingEmbedder(embedder, earlier)
    const [pairs, passages] = [await work.pairs.get(), await work.passages.get()]
    const [index, lexical] = [await work.index.get(), await work.lexical.get()]
    const outOfScope = await work.outOfScope.get()
    const material = { pairs, passages, vectors, index, lexical, embedder: remembering, outOfScope }
    await stageRanker(work.stage, material, making.fitRanker)
    await writeQuestionVectors(work.files, RUN_FILES.outOfScopeVectors, embedder.identity, remembering.asked)
    return {
      inputs: { pairs: pairs.length, outOfScope: outOfScope.length },
      outputs: { embedded: remembering.asked.size - remembering.known() },
      files: [`${STAGE_FOLDER}/${VERSION_FILES.ranker}`, RUN_FILES.outOfScopeVectors],
    }
  },
}
