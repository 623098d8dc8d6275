import { z } from 'zod'
import type { EmbedderProvider } from '../../../knowledge/ports.js'
import { stageVectors } from '../../../knowledge/version/freeze-parts.js'
import { VERSION_FILES } from '../../../knowledge/version/version-files.js'
import { readMade } from '../run/read-made.js'
import type { RunContext } from '../run/run-context.js'
import { RUN_FILES, STAGE_FOLDER } from '../run/run-files.js'
import type { Step } from '../run/step.js'
import { adapt } from './adapt.js'

const STATE = `${STAGE_FOLDER}/${VERSION_FILES.embedderState}`

const resultSchema = z.object({
  embedded: z.number(),
  reused: z.number(),
  /** name of the embedder */
  embedder: z.string(),
  revision: z.string(),
  dimensions: z.number(),
})

/** Embeds only passages that the champion does not have. */
export const embed: Step<z.infer<typeof resultSchema>> = {
  name: 'embed',
  result: resultSchema,
  async run(context) {
    const { stage, run, onProgress } = context
    const parent = await context.parent.get()
    const passages = await context.passages.get()
    const staged = await stageVectors(stage, passages, await providerOf(context), parent, onProgress)
    const { embedded, reused, pin, ...embedding } = staged
    context.embedding.set({ ...embedding, pin })
    await context.files.write(RUN_FILES.embedder, `${JSON.stringify(pin)}\n`)
    return {
      inputs: { passages: passages.length, parent: run.parent },
      result: { embedded, reused, embedder: pin.name, revision: pin.revision, dimensions: pin.dimensions },
      files: [
        RUN_FILES.embedder,
        `${STAGE_FOLDER}/${VERSION_FILES.vectors}`,
        ...((await stage.names()).includes(VERSION_FILES.embedderState) ? [STATE] : []),
      ],
    }
  },
}

async function providerOf({ installation, adaptation, resultOf, files }: RunContext): Promise<EmbedderProvider> {
  if (adaptation === null || resultOf(adapt).encoder !== 'adapted') return installation.making.embedderProvider
  return adaptation.embedderProvider(await readMade(files, RUN_FILES.encoder))
}
