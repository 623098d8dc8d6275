import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { KnowledgeError } from '../errors.js'
import type { Progress } from '../ports.js'
import { storageFailureOr } from '../store/durable-file.js'
import { modelFiles } from './model-folder.js'

export interface PullOptions {
  /** models go to `<modelsFolder>/<id>` */
  readonly modelsFolder: string
  /** the smaller 8-bit weights instead of the full ones */
  readonly quantized?: boolean
  /** branch, tag or commit on the hub */
  readonly revision?: string
  /** base URL of the public hub or a mirror of it */
  readonly hub?: string
  /** step = file name; counts in bytes */
  readonly onProgress?: Progress
}

export interface PulledModel {
  readonly path: string
  /** false when the model was already present */
  readonly fetched: boolean
}

/**
 * Downloads a sentence model; files are moved into place only when all are complete. No other code fetches models from the network.
 *
 * @param id as the hub names it, e.g. `Xenova/multilingual-e5-small`
 * @throws {KnowledgeError} BAD_INPUT for an invalid id, EMBEDDER_UNLOADABLE when the hub cannot be reached or lacks a
 * file, DISK_FULL
 */
export async function pullModel(id: string, options: PullOptions): Promise<PulledModel> {
  const { modelsFolder, quantized = true, revision = 'main', hub = 'https://huggingface.co', onProgress } = options
  if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/.test(id)) {
    throw new KnowledgeError('BAD_INPUT', { what: 'no-model-id', id }, { do: 'write-model-id' })
  }
  const path = join(modelsFolder, id)
  // Existing files stay: versions may pin them. The full and the 8-bit weights of a model share its folder.
  const missing = modelFiles(quantized).filter((name) => !existsSync(join(path, name)))
  if (missing.length === 0) return { path, fetched: false }

  const aside = join(modelsFolder, `.pull-${randomBytes(6).toString('hex')}`)
  try {
    for (const name of missing) {
      const url = `${hub}/${id}/resolve/${encodeURIComponent(revision)}/${name}`
      await fetchFile(url, join(aside, name), (done, total) => onProgress?.(name, done, total))
    }
    for (const name of missing) {
      await mkdir(dirname(join(path, name)), { recursive: true })
      await rename(join(aside, name), join(path, name))
    }
    return { path, fetched: true }
  } catch (error) {
    throw storageFailureOr(error, modelsFolder)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

async function fetchFile(
  url: string,
  file: string,
  onBytes: (done: number, total: number | null) => void,
): Promise<void> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw unreachable(url, cause)
  })
  if (!response.ok || response.body === null) throw refused(url, response.status)
  const length = response.headers.get('content-length')
  // With a content encoding, the length counts compressed bytes, which are not visible here.
  const total = length === null || response.headers.has('content-encoding') ? null : Number(length)
  await mkdir(dirname(file), { recursive: true })
  const handle = await open(file, 'wx')
  try {
    let done = 0
    for await (const chunk of chunksOf(response.body, url)) {
      await handle.writeFile(chunk)
      done += chunk.length
      onBytes(done, total)
    }
    if (total !== null && done !== total) throw unreachable(url, new Error(`received ${done} of ${total} bytes`))
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The body's chunks; keeps a broken connection distinct from a failing disk. */
async function* chunksOf(body: ReadableStream<Uint8Array>, url: string): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw unreachable(url, cause)
    })
    if (done) return
    yield value
  }
}

function unreachable(url: string, cause: unknown): KnowledgeError {
  const facts = { what: 'hub-unreachable', url } as const
  return new KnowledgeError('EMBEDDER_UNLOADABLE', facts, { do: 'retry-or-copy-model' }, { cause })
}

function refused(url: string, status: number): KnowledgeError {
  return new KnowledgeError('EMBEDDER_UNLOADABLE', { what: 'hub-refused', url, status }, { do: 'check-model-id' })
}
