import { existsSync } from 'node:fs'
import { replaceFile } from '../../knowledge/version/durable-file.js'
import { stageVectors } from '../../knowledge/version/freeze-parts.js'
import { stageFile } from '../../knowledge/version/stage.js'
import { VERSION_FILES } from '../../knowledge/version/version-files.js'
import type { Step } from '../step.js'
import { RUN_FILES, STAGE_FOLDER } from '../work.js'

const STATE = `${STAGE_FOLDER}/${VERSION_FILES.embedderState}`

/** Only passages that the champion does not have go through the embedder. */
export const embed: Step = {
  name: 'embed',
  async run(work) {
    const { request, stage, run } = work
    const parent = await work.parent.get()
    const passages = await work.passages.get()
    const staged = await stageVectors(stage, passages, request.embedderProvider, parent, request.onProgress)
    const { embedded, reused, pin, ...embedding } = staged
    work.embedding.set({ ...embedding, pin })
    await replaceFile(work.path(RUN_FILES.embedder), `${JSON.stringify(pin)}\n`)
    return {
      inputs: { passages: passages.length, parent: run.parent },
      outputs: { embedded, reused, embedder: pin.name, revision: pin.revision, dimensions: pin.dimensions },
      files: [
        RUN_FILES.embedder,
        `${STAGE_FOLDER}/${VERSION_FILES.vectors}`,
        ...(existsSync(stageFile(stage, VERSION_FILES.embedderState)) ? [STATE] : []),
      ],
    }
  },
}
