import { z } from 'zod'
import { indexRecallAt10 } from '../../../evaluation/index-recall.js'
import type { VectorIndex } from '../../../knowledge/ports.js'
import { stageIndex, stageIndexFromParent, stageLexical } from '../../../knowledge/version/freeze-parts.js'
import { VERSION_FILES } from '../../../knowledge/version/version-files.js'
import type { RunContext } from '../run/run-context.js'
import { STAGE_FOLDER } from '../run/run-files.js'
import type { Step } from '../run/step.js'

const resultSchema = z.object({
  /** whether it extends the champion's index; otherwise it was built anew */
  carriedOn: z.boolean(),
  linked: z.number(),
  /** 0…1; null when there is no vector */
  recallAt10: z.number().nullable(),
})

/** Extends the champion's index when few rows changed and the recall stays high enough; otherwise builds a new index. */
export const indexVectors: Step<z.infer<typeof resultSchema>> = {
  name: 'index',
  result: resultSchema,
  async run(context) {
    const { vectors } = await context.embedding.get()
    const { index, recall, ...origin } = (await carriedOn(context)) ?? (await built(context))
    context.index.set(index)
    context.lexical.set(await stageLexical(context.stage, await context.pairs.get()))
    return {
      inputs: { rows: vectors.rows, dimensions: vectors.dimensions },
      result: { ...origin, recallAt10: recall },
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

async function carriedOn({ installation, onProgress, stage, ...context }: RunContext): Promise<Indexed | null> {
  const [{ vectors, pin }, parent] = [await context.embedding.get(), await context.parent.get()]
  if (parent === null) return null
  const { making, rules } = installation
  const found = await stageIndexFromParent(stage, vectors, pin, making.indexFormat, parent, onProgress)
  if (found === null) return null
  const recall = indexRecallAt10({ vectors, index: found.index })
  // Repeated edits can degrade the graph, and the gate would then hold the version.
  if (recall === null || recall < rules.gateLimits.indexRecall) return null
  return { index: found.index, carriedOn: true, linked: found.relinked, recall }
}

async function built({ installation, onProgress, stage, ...context }: RunContext): Promise<Indexed> {
  const { vectors } = await context.embedding.get()
  const index = await stageIndex(stage, vectors, installation.making.indexFormat, onProgress)
  return { index, carriedOn: false, linked: index.size, recall: indexRecallAt10({ vectors, index }) }
}
