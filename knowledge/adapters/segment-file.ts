import { createReadStream } from 'node:fs'
import { type FileHandle, readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { crc32 } from 'node:zlib'
import type { z } from 'zod'
import { KnowledgeError } from '../errors.js'
import { systemCode } from '../store/durable-file.js'

/**
 * One file of a segment log: JSON lines, all added on one UTC day. Example: `000042.2026-03-01.jsonl`. The number decides the
 * order (the clock may go backwards), the day decides what retention may drop.
 */
export interface Segment {
  readonly file: string
  readonly sequence: number
  /** e.g. `2026-03-01` */
  readonly day: string
}

const NAME = /^(\d{6,})\.(\d{4}-\d{2}-\d{2})\.jsonl$/
const LINE = /^\{"crc":"([0-9a-f]{8})","entry":(.*)\}$/s
const NEWLINE = 0x0a
const TAIL_CHUNK_BYTES = 65_536

export function segmentAt(folder: string, sequence: number, day: string): Segment {
  return { file: join(folder, `${String(sequence).padStart(6, '0')}.${day}.jsonl`), sequence, day }
}

/** What a segment is called among those of its log. */
export function nameOf({ file }: Segment): string {
  return file.slice(file.lastIndexOf(sep) + 1, -'.jsonl'.length)
}

/** The segments of a log in order; none when the folder does not exist. */
export async function listSegments(folder: string): Promise<readonly Segment[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  })
  return names
    .flatMap((name) => {
      const [, sequence, day] = NAME.exec(name) ?? []
      return sequence === undefined || day === undefined ? [] : [segmentAt(folder, Number(sequence), day)]
    })
    .sort((a, b) => a.sequence - b.sequence)
}

/** The line that stores `entry` (JSON without line breaks), with a checksum of exactly that text. */
export function encodeLine(entry: string): string {
  return `{"crc":"${checksum(entry)}","entry":${entry}}\n`
}

/** The entry's JSON, or null when the line was damaged or changed. */
export function decodeLine(line: string): string | null {
  const [, crc, entry] = LINE.exec(line) ?? []
  return entry !== undefined && checksum(entry) === crc ? entry : null
}

/** The entry in a line of a segment, or why there is none. @param number of the line, from 1 */
export function readLine<T>(
  line: string,
  schema: z.ZodType<T>,
  file: string,
  number: number,
): { readonly entry: T } | { readonly damage: KnowledgeError } {
  const json = decodeLine(line)
  if (json === null) return { damage: damagedLine(file, number) }
  const read = schema.safeParse(JSON.parse(json))
  return read.success ? { entry: read.data } : { damage: foreignLine(file, number) }
}

/** The lines of a file that end in a line break; a torn last line is left out. Empty when the file has been dropped. */
export async function* wholeLines(file: string): AsyncGenerator<string> {
  let pending: Buffer[] = []
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      let start = 0
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        yield Buffer.concat([...pending, chunk.subarray(start, end)]).toString('utf8')
        pending = []
        start = end + 1
      }
      if (start < chunk.length) pending.push(chunk.subarray(start))
    }
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
}

/** How many of the file's `size` bytes belong to complete lines. */
export async function wholeLinesBytes(handle: FileHandle, size: number): Promise<number> {
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - TAIL_CHUNK_BYTES)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start)
    const newline = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE)
    if (newline !== -1) return start + newline + 1
    end = start
  }
  return 0
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}

function damagedLine(file: string, line: number): KnowledgeError {
  return new KnowledgeError('LOG_DAMAGED', { what: 'line', file, line }, { do: 'restore-or-delete-line' })
}

function foreignLine(file: string, line: number): KnowledgeError {
  return new KnowledgeError('LOG_DAMAGED', { what: 'foreign-line', file, line }, { do: 'install-writing-release' })
}
