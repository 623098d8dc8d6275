import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { errorAsKept, KnowledgeError } from '../../errors.js'
import type { Facts } from '../../words/error-facts.js'
import type { ImportProblem } from './findings/import-problem.js'
import { ImportError } from './import-error.js'
import { type ImportFile, type ImportOptions, readImportFile } from './read-import-file.js'

/** What reading one file may cost. */
export interface ReadingLimits {
  readonly mostMs: number
  readonly mostMegabytes: number
}

/** Many times what the largest file of each format needs. */
const USUAL_LIMITS: ReadingLimits = { mostMs: 60_000, mostMegabytes: 1_000 }

/** The data of a worker thread. */
export interface Reading {
  readonly path: string
  readonly options: ImportOptions
}

/** What a worker thread found out, as plain data. */
export type ReadingTold =
  | { readonly kind: 'read'; readonly file: ImportFile }
  | {
      readonly kind: 'invalid'
      readonly file: string
      readonly sheet: string | null
      readonly problems: readonly ImportProblem[]
    }
  | { readonly kind: 'failed'; readonly failure: Failure }

interface Failure {
  readonly code: string
  readonly message: string
  readonly facts: Facts
  readonly next: { readonly do: string }
}

const IMPORT_WORKER = fileURLToPath(new URL('./import-worker.js', import.meta.url))

/**
 * Reads a file as `readImportFile` does, in a thread of its own: other work goes on meanwhile, and a file that takes too long or
 * too much memory ends nothing but its own reading.
 *
 * @param worker what the thread runs; without the compiled worker (running from the sources), the file is read in this thread
 * @throws as `readImportFile`, and {KnowledgeError} IMPORT_UNREADABLE beyond the limits
 */
export async function readImportAside(
  path: string,
  options: ImportOptions = {},
  limits: ReadingLimits = USUAL_LIMITS,
  worker = IMPORT_WORKER,
): Promise<ImportFile> {
  if (!existsSync(worker)) return readImportFile(path, options)
  const workerData: Reading = { path, options }
  const thread = new Worker(worker, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: limits.mostMegabytes },
  })
  try {
    return heard(await told(thread, basename(path), limits))
  } finally {
    await thread.terminate()
  }
}

async function told(thread: Worker, file: string, { mostMs, mostMegabytes }: ReadingLimits): Promise<ReadingTold> {
  return new Promise((resolve, reject) => {
    const tooLong = { what: 'reading-too-long', file, seconds: mostMs / 1_000 } as const
    const timer = setTimeout(() => {
      reject(new KnowledgeError('IMPORT_UNREADABLE', tooLong, { do: 'split-file' }))
    }, mostMs)
    thread.once('message', (message: ReadingTold) => {
      clearTimeout(timer)
      resolve(message)
    })
    thread.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      const tooMuch = { what: 'reading-too-much', file, megabytes: mostMegabytes } as const
      reject(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new KnowledgeError('IMPORT_UNREADABLE', tooMuch, { do: 'split-file' }, { cause: error })
          : error,
      )
    })
  })
}

function heard(message: ReadingTold): ImportFile {
  switch (message.kind) {
    case 'read':
      return message.file
    case 'invalid':
      throw new ImportError(message.file, message.sheet, message.problems)
    case 'failed': {
      const { failure } = message
      throw errorAsKept({ ...failure, hint: '' }) ?? new Error(failure.message)
    }
  }
}
