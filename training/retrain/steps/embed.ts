import type { EmbedderProvider } from '../../../knowledge/ports.js'
import { stageVectors } from '../../../knowledge/version/freeze-parts.js'
import { VERSION_FILES } from '../../../knowledge/version/version-files.js'
import { readMade } from '../read-made.js'
import type { Step } from '../step.js'
import { RUN_FILES, STAGE_FOLDER, type Work } from '../work.js'

const STATE = `${STAGE_FOLDER}/${VERSION_FILES.embedderState}`

/** Only passages that the champion does not have go through the embedder. */
export const embed: Step = {
  name: 'embed',
  async run(work) {
    const { stage, run, onProgress } = work
    const parent = await work.parent.get()
    const passages = await work.passages.get()
    const staged = await stageVectors(stage, passages, await providerOf(work), parent, onProgress)
    const { embedded, reused, pin, ...embedding } = staged
    work.embedding.set({ ...embedding, pin })
    await work.files.write(RUN_FILES.embedder, `${JSON.stringify(pin)}\n`)
    return {
      inputs: { passages: passages.length, parent: run.parent },
      outputs: { embedded, reused, embedder: pin.name, revision: pin.revision, dimensions: pin.dimensions },
      files: [
        RUN_FILES.embedder,
        `${STAGE_FOLDER}/${VERSION_FILES.vectors}`,
        ...((await stage.names()).includes(VERSION_FILES.embedderState) ? [STATE] : []),
      ],
    }
  },
}

async function providerOf({ installation, adaptation, outputs, files }: Work): Promise<EmbedderProvider> {
  if (adaptation === null || outputs('adapt').encoder !== 'adapted') return installation.making.embedderProvider
  return adaptation.embedderProvider(await readMade(files, RUN_FILES.encoder))
}
