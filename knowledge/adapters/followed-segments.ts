import { type Stats, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { sha256 } from '../basics/sha256.js'
import { nullIfAbsent } from '../store/durable-file.js'
import type { News, Stretch } from '../store/log.js'
import { listSegments, nameOf, readLine, type Segment } from './segment-file.js'

const NEWLINE = 0x0a

/** How a segment was found, and how much of it was read. */
interface Mark {
  /** size, and when it was changed; changes also by what leaves the contents as they are, such as another owner */
  readonly found: string
  /** in whole lines */
  readonly bytes: number
  /** of these bytes */
  readonly sha256: string
}

/** The segments of a log as stretches; see `Log`. Looks at each, and reads only those that may have changed. */
export async function followSegments<T>(
  folder: string,
  schema: z.ZodType<T>,
  marks: ReadonlyMap<string, string>,
): Promise<readonly Stretch<T>[]> {
  const segments = await listSegments(folder)
  const stretches: Stretch<T>[] = []
  for (const [i, segment] of segments.entries()) {
    // A look at a few hundred files takes a moment like this, and several times as long one after the other in turns.
    const now = statSync(segment.file, { throwIfNoEntry: false })
    if (now === undefined) continue
    const name = nameOf(segment)
    const mark = marks.get(name) ?? ''
    // The last one grows: two changes may bear the same time.
    const isSame = i < segments.length - 1 && mark.startsWith(`${foundAs(now)} `)
    const same = { name, how: 'same', news: async () => ({ entries: [], mark, damages: [] }) } as const
    stretches.push(isSame ? same : await followSegment(segment, schema, readMark(mark), now))
  }
  return stretches
}

async function followSegment<T>(
  segment: Segment,
  schema: z.ZodType<T>,
  mark: Mark | null,
  now: Stats,
): Promise<Stretch<T>> {
  const name = nameOf(segment)
  if (mark === null) return { name, how: 'anew', news: async () => readAll(segment, schema, now) }
  const whole = await wholeBytes(segment.file, now.size)
  const isBeginning = mark.bytes <= whole.length && sha256(whole.subarray(0, mark.bytes)) === mark.sha256
  const next = markOf(now, whole)
  if (isBeginning && mark.bytes === whole.length)
    return { name, how: 'same', news: async () => ({ entries: [], mark: writeMark(next), damages: [] }) }
  const from = isBeginning ? mark.bytes : 0
  return { name, how: isBeginning ? 'grown' : 'anew', news: async () => newsIn(whole, from, next, segment, schema) }
}

async function readAll<T>(segment: Segment, schema: z.ZodType<T>, found: Stats): Promise<News<T>> {
  const whole = await wholeBytes(segment.file, found.size)
  return newsIn(whole, 0, markOf(found, whole), segment, schema)
}

/** The whole lines in the beginning of a file; nothing when it was dropped. */
async function wholeBytes(file: string, size: number): Promise<Buffer> {
  const content = (await readFile(file).catch(nullIfAbsent))?.subarray(0, size) ?? Buffer.alloc(0)
  return content.subarray(0, content.lastIndexOf(NEWLINE) + 1)
}

function markOf(found: Stats, whole: Buffer): Mark {
  return { found: foundAs(found), bytes: whole.length, sha256: sha256(whole) }
}

function foundAs({ size, ctimeMs, mtimeMs }: Stats): string {
  return `${size}/${ctimeMs}/${mtimeMs}`
}

function writeMark({ found, bytes, sha256 }: Mark): string {
  return `${found} ${bytes} ${sha256}`
}

function readMark(text: string): Mark | null {
  const [found = '', bytes, sha256 = ''] = text.split(' ')
  return /^\d+$/.test(bytes ?? '') ? { found, bytes: Number(bytes), sha256 } : null
}

function newsIn<T>(whole: Buffer, from: number, mark: Mark, { file }: Segment, schema: z.ZodType<T>): News<T> {
  const before = from === 0 ? 0 : whole.subarray(0, from).toString('latin1').split('\n').length - 1
  const read = whole
    .subarray(from)
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line, i) => readLine(line, schema, file, before + i + 1))
  const damages = read.flatMap((one) => ('damage' in one ? [one.damage] : []))
  return {
    entries: read.flatMap((one) => ('entry' in one ? [one.entry] : [])),
    mark: damages.length === 0 ? writeMark(mark) : null,
    damages,
  }
}
