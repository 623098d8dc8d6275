import { stageRanker } from '../../knowledge/version/freeze-parts.js'
import { VERSION_FILES } from '../../knowledge/version/version-files.js'
import type { Step } from '../step.js'
import { STAGE_FOLDER } from '../work.js'

/** Fits ranker and confidence. */
export const fit: Step = {
  name: 'fit',
  async run(work) {
    work.request.onProgress?.('rank', 0, null)
    const { embedder, vectors } = await work.embedding.get()
    const [pairs, passages] = [await work.pairs.get(), await work.passages.get()]
    const [index, lexical] = [await work.index.get(), await work.lexical.get()]
    const outOfScope = await work.outOfScope.get()
    const material = { pairs, passages, vectors, index, lexical, embedder, outOfScope }
    await stageRanker(work.stage, material, work.request.fitRanker)
    return {
      inputs: { pairs: pairs.length, outOfScope: outOfScope.length },
      outputs: {},
      files: [`${STAGE_FOLDER}/${VERSION_FILES.ranker}`],
    }
  },
}
