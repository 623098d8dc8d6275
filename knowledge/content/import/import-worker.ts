import { parentPort, workerData } from 'node:worker_threads'
import { KnowledgeError } from '../../errors.js'
import { ImportError } from './import-error.js'
import type { Reading, ReadingTold } from './read-import-aside.js'
import { readImportFile } from './read-import-file.js'

parentPort?.postMessage(await read(workerData as Reading))

async function read({ path, options }: Reading): Promise<ReadingTold> {
  try {
    return { kind: 'read', file: await readImportFile(path, options) }
  } catch (error) {
    if (error instanceof ImportError) {
      const { file, sheet, problems } = error
      return { kind: 'invalid', file, sheet, problems }
    }
    if (!(error instanceof KnowledgeError)) throw error
    const { code, message, facts, next } = error
    return { kind: 'failed', failure: { code, message, facts, next } }
  }
}
