import { mkdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { sha256 } from '../../../knowledge/sha256.js'
import { replaceFile } from '../../../knowledge/store/durable-file.js'
import type { Step } from '../step.js'
import { RUN_FILES, STAGE_FOLDER } from '../work.js'

/** Puts down what the run works on: later edits to the workspace or the golden cases wait for the next run. */
export const collect: Step = {
  name: 'collect',
  async run({ gathered, path }) {
    await rm(path(dirname(RUN_FILES.pairs)), { recursive: true, force: true })
    await rm(path(STAGE_FOLDER), { recursive: true, force: true })
    await mkdir(path(RUN_FILES.golden), { recursive: true, mode: 0o700 })
    await mkdir(path(STAGE_FOLDER), { mode: 0o700 })
    await replaceFile(path(RUN_FILES.pairs), gathered.pairs)
    await replaceFile(path(RUN_FILES.sources), gathered.sources)
    await replaceFile(path(RUN_FILES.outOfScope), gathered.outOfScope)
    const golden = gathered.golden.map(({ file, content }) => ({
      file: join(RUN_FILES.golden, basename(file)),
      content,
    }))
    for (const { file, content } of golden) await replaceFile(path(file), content)
    return {
      inputs: { workspace: sha256(gathered.pairs), outOfScope: sha256(gathered.outOfScope) },
      outputs: { goldenFiles: golden.length },
      files: [RUN_FILES.pairs, RUN_FILES.sources, RUN_FILES.outOfScope, ...golden.map(({ file }) => file)],
    }
  },
}
