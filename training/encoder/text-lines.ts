import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { TextDecoder } from 'node:util'
import { createGunzip } from 'node:zlib'
import { KnowledgeError } from '../../knowledge/errors.js'
import { systemCode } from '../../knowledge/store/durable-file.js'
import type { NextStep } from '../../knowledge/words/next-steps.js'

const LINE_FEED = 0x0a
const BYTE_ORDER_MARK = /^\uFEFF/

/** One line of a file, counted from 1. */
export interface TextLine {
  readonly number: number
  readonly text: string
}

/**
 * The lines of a UTF-8 file, unpacked where its name ends in `.gz`, without line ends and byte order mark.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE naming the file, and the line that is not UTF-8
 */
export async function* textLines(path: string): AsyncIterable<TextLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let number = 0
  for await (const bytes of byteLines(path)) {
    number++
    const text = decoded(bytes, decoder, { file: path, line: number }).replace(/\r$/, '')
    yield { number, text: number === 1 ? text.replace(BYTE_ORDER_MARK, '') : text }
  }
}

/** Splits into lines before decoding, so that an error can name the line that cannot be decoded. */
async function* byteLines(path: string): AsyncIterable<Buffer> {
  let begun: Buffer[] = []
  for await (const chunk of chunksOf(path)) {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...begun, chunk.subarray(start, end)])
      begun = []
      start = end + 1
    }
    begun.push(chunk.subarray(start))
  }
  yield Buffer.concat(begun)
}

async function* chunksOf(path: string): AsyncIterable<Buffer> {
  const raw = createReadStream(path)
  // With the callback, a file error reaches the reader in the same way as a stream error.
  const stream = path.endsWith('.gz') ? pipeline(raw, createGunzip(), () => undefined) : raw
  try {
    yield* stream
  } catch (cause) {
    throw new KnowledgeError('IMPORT_UNREADABLE', { what: 'file', file: path }, wayOut(cause), { cause })
  }
}

function wayOut(cause: unknown): NextStep {
  const system = systemCode(cause) ?? 'unknown'
  if (system.startsWith('Z_')) return { do: 'pack-again' }
  return system === 'EISDIR' ? { do: 'move-folder-elsewhere' } : { do: 'check-permissions', system }
}

function decoded(bytes: Buffer, decoder: TextDecoder, place: { readonly file: string; readonly line: number }): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new KnowledgeError(
      'IMPORT_UNREADABLE',
      { what: 'text-not-utf8', ...place },
      { do: 'save-file-as-utf8' },
      { cause },
    )
  }
}
