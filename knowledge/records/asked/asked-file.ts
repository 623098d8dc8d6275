import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { parseJsonAs } from '../../basics/parse-json.js'
import { sha256 } from '../../basics/sha256.js'
import type { AskedStretch, PackedAsked } from './asked.js'
import { joinNumbers, type PackedLists } from './packed-lists.js'
import { TextTable } from './text-table.js'
import type { PackedFeatures } from './wordings.js'

const MAGIC = 'asked 2\n'
/** Every array begins at a multiple of it. */
const ALIGN = 8

const partSchema = z.strictObject({
  bytes: z.number(),
  crc: z.number(),
  /** how many numbers each array has, in their order */
  lengths: z.array(z.number()),
})

const headerSchema = z.strictObject({
  /** that wrote the file: another may tell wordings apart otherwise */
  program: z.string(),
  stretches: z.array(
    z.strictObject({
      name: z.string(),
      mark: z.string().nullable(),
      entries: z.number(),
      closest: z.number(),
      from: z.number(),
    }),
  ),
  main: partSchema,
  /** what is only needed when something new is compared */
  features: partSchema,
})

type Part = z.infer<typeof partSchema>
type Numbers = Uint8Array | Uint32Array | Float64Array

/**
 * What was made of the log, as a file that is read in one go: a header in JSON, then arrays of numbers as they lie in memory.
 *
 * @param program that can read it back
 */
export function encodeAsked(packed: PackedAsked, program: string): Buffer {
  const main = encodePart(mainArrays(packed))
  const features = encodePart(featureArrays(packed.wordings.features()))
  const stretches = packed.stretches.map(({ name, mark, columns, from }) => {
    return { name, mark, from, entries: columns.questions.length, closest: columns.closest.length }
  })
  const header: z.infer<typeof headerSchema> = { program, stretches, main: main.part, features: features.part }
  const bytes = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(ALIGN)
  size.writeUInt32LE(bytes.length)
  size.writeUInt32LE(crc32(bytes), 4)
  return Buffer.concat([Buffer.from(MAGIC), size, bytes, Buffer.alloc(padding(bytes.length)), main.body, features.body])
}

/** @returns null when the bytes are not what `encodeAsked` made for this program */
export function decodeAsked(bytes: Buffer, program: string): PackedAsked | null {
  const begin = MAGIC.length + ALIGN
  if (bytes.length < begin || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return null
  const size = bytes.readUInt32LE(MAGIC.length)
  const written = bytes.subarray(begin, begin + size)
  if (crc32(written) !== bytes.readUInt32LE(MAGIC.length + 4)) return null
  const header = parseJsonAs(headerSchema, written.toString('utf8'))
  if (header?.program !== program) return null
  const mainAt = begin + size + padding(size)
  const main = readPart(bytes, mainAt, header.main)
  if (main === null) return null
  return unpacked(main, header.stretches, () => {
    const features = readPart(bytes, mainAt + header.main.bytes, header.features)
    if (features === null) return null
    const [stems, letters] = [features.lists(), features.lists()]
    const [allStems, withStem] = [features.numbers(), features.lists()]
    return { stems, letters, allStems, withStem, signatures: features.numbers() }
  })
}

/** Tells a file that `decodeAsked` could read from every other. */
export function askedFileId(bytes: Buffer): string {
  const begin = MAGIC.length + ALIGN
  return sha256(bytes.subarray(0, begin + bytes.readUInt32LE(MAGIC.length)))
}

function featureArrays(features: PackedFeatures | null): readonly Numbers[] {
  if (features === null) return []
  const { stems, letters, allStems, withStem, signatures } = features
  return [...[stems, letters].flatMap(listArrays), allStems, ...listArrays(withStem), signatures]
}

/** Every array of it but the features, in the order in which `unpacked` takes them. */
function mainArrays({
  questions,
  wordingOf,
  ids,
  wordings,
  closeness,
  pinned,
  stretches,
}: PackedAsked): readonly Numbers[] {
  const columns = stretches.map((stretch) => stretch.columns)
  return [
    ...textArrays(questions),
    wordingOf,
    ...textArrays(ids),
    ...textArrays(wordings.texts),
    closeness.leaders,
    closeness.close.ends,
    closeness.close.numbers,
    closeness.closeness,
    closeness.reaches,
    pinned,
    joinNumbers(columns.map((one) => one.questions)),
    Float64Array.from(columns.flatMap(({ times }) => [...times])),
    joinNumbers(columns.map((one) => one.versions)),
    Uint8Array.from(columns.flatMap(({ notHelpful }) => [...notHelpful])),
    joinNumbers(columns.map((one) => one.shown)),
    joinNumbers(columns.map((one) => one.closestEnds)),
    joinNumbers(columns.map((one) => one.closest)),
  ]
}

function unpacked(
  arrays: Arrays,
  stretches: z.infer<typeof headerSchema>['stretches'],
  features: PackedAsked['wordings']['features'],
): PackedAsked {
  const packed = {
    questions: arrays.texts(),
    wordingOf: arrays.numbers(),
    ids: arrays.texts(),
    wordings: { texts: arrays.texts(), features },
    closeness: {
      leaders: arrays.numbers(),
      close: arrays.lists(),
      closeness: arrays.floats(),
      reaches: arrays.bytes(),
    },
    pinned: arrays.numbers(),
  }
  const columns = {
    questions: arrays.numbers(),
    times: arrays.floats(),
    versions: arrays.numbers(),
    notHelpful: arrays.bytes(),
    shown: arrays.numbers(),
    closestEnds: arrays.numbers(),
    closest: arrays.numbers(),
  }
  let [entry, pair] = [0, 0]
  return {
    ...packed,
    stretches: stretches.map(({ name, mark, entries, closest, from }): AskedStretch => {
      const [first, firstPair] = [entry, pair]
      entry += entries
      pair += closest
      const part = {
        questions: columns.questions.subarray(first, entry),
        times: columns.times.subarray(first, entry),
        versions: columns.versions.subarray(first, entry),
        notHelpful: columns.notHelpful.subarray(first, entry),
        shown: columns.shown.subarray(first, entry),
        closestEnds: columns.closestEnds.subarray(first, entry),
        closest: columns.closest.subarray(firstPair, pair),
      }
      return { name, mark, columns: part, from }
    }),
  }
}

function encodePart(arrays: readonly Numbers[]): { readonly part: Part; readonly body: Buffer } {
  const body = Buffer.concat(arrays.flatMap((array) => [bytesOf(array), Buffer.alloc(padding(array.byteLength))]))
  return { part: { bytes: body.length, crc: crc32(body), lengths: arrays.map(({ length }) => length) }, body }
}

/** Arrays of a part, one after the other; null when it is not as it was written. */
interface Arrays {
  bytes(): Uint8Array
  numbers(): Uint32Array
  floats(): Float64Array
  lists(): PackedLists
  texts(): TextTable
}

function readPart(file: Buffer, begin: number, { bytes: size, crc, lengths }: Part): Arrays | null {
  const part = aligned(file.subarray(begin, begin + size))
  if (part.length !== size || crc32(part) !== crc) return null
  let [next, at] = [0, part.byteOffset]
  const take = (bytesPerNumber: number): readonly [ArrayBuffer, number, number] => {
    const length = lengths[next++] ?? 0
    const from = at
    at += length * bytesPerNumber + padding(length * bytesPerNumber)
    return [part.buffer, from, length]
  }
  const arrays: Arrays = {
    bytes: () => new Uint8Array(...take(1)),
    numbers: () => new Uint32Array(...take(4)),
    floats: () => new Float64Array(...take(8)),
    lists() {
      const ends = arrays.numbers()
      return { ends, numbers: arrays.numbers() }
    },
    texts() {
      const { buffer, byteOffset, length } = arrays.bytes()
      const [ends, hashes] = [arrays.numbers(), arrays.numbers()]
      return new TextTable({ bytes: Buffer.from(buffer, byteOffset, length), ends, hashes })
    },
  }
  return arrays
}

/** The bytes where arrays of numbers may begin at them. */
function aligned(bytes: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = bytes
  return buffer instanceof ArrayBuffer && byteOffset % ALIGN === 0
    ? new Uint8Array(buffer, byteOffset, length)
    : new Uint8Array(bytes)
}

function listArrays({ ends, numbers }: PackedLists): readonly Numbers[] {
  return [ends, numbers]
}

function textArrays(table: TextTable): readonly Numbers[] {
  const { bytes, ends, hashes } = table.pack()
  return [bytes, ends, hashes]
}

function bytesOf({ buffer, byteOffset, byteLength }: Numbers): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function padding(bytes: number): number {
  return (ALIGN - (bytes % ALIGN)) % ALIGN
}
