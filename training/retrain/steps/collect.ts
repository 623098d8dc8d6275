import { z } from 'zod'
import { sha256 } from '../../../knowledge/basics/sha256.js'
import { INPUTS_FOLDER, RUN_FILES, STAGE_FOLDER } from '../run/run-files.js'
import type { Step } from '../run/step.js'

const resultSchema = z.object({ goldenFiles: z.number() })

/** Copies the inputs of the run: later edits to the workspace or the golden cases wait for the next run. */
export const collect: Step<z.infer<typeof resultSchema>> = {
  name: 'collect',
  result: resultSchema,
  async run({ gathered, files }) {
    await files.remove(INPUTS_FOLDER)
    await files.remove(STAGE_FOLDER)
    await files.write(RUN_FILES.pairs, gathered.pairs)
    await files.write(RUN_FILES.sources, gathered.sources)
    await files.write(RUN_FILES.outOfScope, gathered.outOfScope)
    const golden = gathered.golden.map(({ name, content }) => ({ file: `${RUN_FILES.golden}/${name}`, content }))
    for (const { file, content } of golden) await files.write(file, content)
    return {
      inputs: { workspace: sha256(gathered.pairs), outOfScope: sha256(gathered.outOfScope) },
      result: { goldenFiles: golden.length },
      files: [RUN_FILES.pairs, RUN_FILES.sources, RUN_FILES.outOfScope, ...golden.map(({ file }) => file)],
    }
  },
}
