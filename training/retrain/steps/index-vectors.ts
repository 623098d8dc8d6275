import { indexRecallAt10 } from '../../../evaluation/index-recall.js'
import type { VectorIndex } from '../../../knowledge/ports.js'
import { stageIndex, stageIndexFromParent, stageLexical } from '../../../knowledge/version/freeze-parts.js'
import { VERSION_FILES } from '../../../knowledge/version/version-files.js'
import type { Step } from '../step.js'
import { STAGE_FOLDER, type Work } from '../work.js'

/** Carries the champion's index on where few rows changed and nothing is lost by it, otherwise builds a new one. */
export const indexVectors: Step = {
  name: 'index',
  async run(work) {
    const { vectors } = await work.embedding.get()
    const { index, recall, ...origin } = (await carriedOn(work)) ?? (await built(work))
    work.index.set(index)
    work.lexical.set(await stageLexical(work.stage, await work.pairs.get()))
    return {
      inputs: { rows: vectors.rows, dimensions: vectors.dimensions },
      outputs: { ...origin, recallAt10: recall },
      files: [VERSION_FILES.index, VERSION_FILES.lexical].map((name) => `${STAGE_FOLDER}/${name}`),
    }
  },
}

interface Indexed {
  readonly index: VectorIndex
  readonly carriedOn: boolean
  readonly linked: number
  readonly recall: number | null
}

async function carriedOn({ installation, onProgress, stage, ...work }: Work): Promise<Indexed | null> {
  const [{ vectors, pin }, parent] = [await work.embedding.get(), await work.parent.get()]
  if (parent === null) return null
  const { making, rules } = installation
  const found = await stageIndexFromParent(stage, vectors, pin, making.indexFormat, parent, onProgress)
  if (found === null) return null
  const recall = indexRecallAt10({ vectors, index: found.index })
  // Generation upon generation of edits can wear a graph out; the gate would hold it.
  if (recall === null || recall < rules.gateLimits.indexRecall) return null
  return { index: found.index, carriedOn: true, linked: found.relinked, recall }
}

async function built({ installation, onProgress, stage, ...work }: Work): Promise<Indexed> {
  const { vectors } = await work.embedding.get()
  const index = await stageIndex(stage, vectors, installation.making.indexFormat, onProgress)
  return { index, carriedOn: false, linked: index.size, recall: indexRecallAt10({ vectors, index }) }
}
