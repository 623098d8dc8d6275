import { setImmediate as nextTurn } from 'node:timers/promises'
import { littleEndianBytes, readUint16, readUint32 } from '../../basics/little-endian.js'
import { ANSWER_SIGNALS, type LexicalParts, PHRASING_SIGNALS } from './lexical-parts.js'
import type { Postings } from './postings.js'

/** Increased whenever the same pairs would give other features or words: files of other releases are then rebuilt. */
const FORMAT = 2
/** "VLEX" */
const MARK = 0x58_45_4c_56
const HEAD_NUMBERS = 3
const FIELD_HEAD_NUMBERS = 4

/**
 * The lexical parts of a version as one file, little-endian, every section padded to a multiple of four bytes. Head: mark,
 * format, size of the vocabulary in bytes. Per field, the phrasings' three before the answers': the numbers of terms, lists, entries
 * and documents, then features, lists, starts, document numbers, lengths, and the counts as 16-bit numbers. Last the vocabulary, one
 * word per line.
 */
export function encodeLexical({ phrasing, answer, vocabulary }: LexicalParts): Uint8Array {
  const text = new TextEncoder().encode(vocabulary.map((word) => `${word}\n`).join(''))
  const fields = [
    ...PHRASING_SIGNALS.map((signal) => phrasing[signal]),
    ...ANSWER_SIGNALS.map((signal) => answer[signal]),
  ]
  const sections = [
    littleEndianBytes(Uint32Array.of(MARK, FORMAT, text.length)),
    ...fields.flatMap(fieldSections),
    text,
  ]
  const file = new Uint8Array(sections.reduce((sum, { length }) => sum + filledUp(length), 0))
  let at = 0
  for (const section of sections) {
    file.set(section, at)
    at += filledUp(section.length)
  }
  return file
}

function fieldSections({ features, lists, starts, ids, counts, lengths }: Postings): readonly Uint8Array[] {
  const head = Uint32Array.of(features.length, starts.length - 1, ids.length, lengths.length)
  return [head, features, lists, starts, ids, lengths, counts].map(littleEndianBytes)
}

/** Whether the file has the format of this release; others cannot be read. */
export function isLexicalFile(bytes: Uint8Array): boolean {
  if (bytes.length < 4 * HEAD_NUMBERS) return false
  const [mark, format] = readUint32(bytes.subarray(0, 4 * HEAD_NUMBERS))
  return mark === MARK && format === FORMAT
}

/**
 * @param phrasings the required number of documents in the phrasings' fields
 * @param pairs the required number of documents in the answers' fields
 * @returns null when the bytes are not such a file, complete and valid
 */
export async function decodeLexical(bytes: Uint8Array, phrasings: number, pairs: number): Promise<LexicalParts | null> {
  if (!isLexicalFile(bytes)) return null
  const [, , textBytes = 0] = readUint32(bytes.subarray(0, 4 * HEAD_NUMBERS))
  const read = { bytes, at: 4 * HEAD_NUMBERS }
  const found: Postings[] = []
  for (const documents of [...PHRASING_SIGNALS.map(() => phrasings), ...ANSWER_SIGNALS.map(() => pairs)]) {
    const postings = readField(read)
    if (postings === null || !isSound(postings, documents)) return null
    found.push(postings)
    await nextTurn()
  }
  const text = take(read, textBytes)
  if (text === null || read.at !== bytes.length) return null
  const fieldsOf = <K extends string>(signals: readonly K[], from: number) =>
    Object.fromEntries(signals.map((signal, i) => [signal, found[from + i]])) as Record<K, Postings>
  return {
    phrasing: fieldsOf(PHRASING_SIGNALS, 0),
    answer: fieldsOf(ANSWER_SIGNALS, PHRASING_SIGNALS.length),
    vocabulary: new TextDecoder().decode(text).split('\n').slice(0, -1),
  }
}

/** The read position in the file. */
interface Reading {
  readonly bytes: Uint8Array
  at: number
}

function readField(read: Reading): Postings | null {
  const numbers = (length: number) => {
    const section = take(read, 4 * length)
    return section === null ? null : readUint32(section)
  }
  const head = numbers(FIELD_HEAD_NUMBERS)
  if (head === null) return null
  const [terms = 0, listCount = 0, entries = 0, documents = 0] = head
  const features = numbers(terms)
  const lists = numbers(terms)
  const starts = numbers(listCount + 1)
  const ids = numbers(entries)
  const lengths = numbers(documents)
  const counts = take(read, 2 * entries)
  if (features === null || lists === null || starts === null) return null
  if (ids === null || lengths === null || counts === null) return null
  return { features, lists, starts, ids, lengths, counts: readUint16(counts) }
}

/** The next section, or null when the file ends before it. */
function take(read: Reading, length: number): Uint8Array | null {
  const end = read.at + length
  if (end > read.bytes.length) return null
  const section = read.bytes.subarray(read.at, end)
  read.at += filledUp(length)
  return section
}

/** Whether every number is within its range: the search does not check them. */
function isSound({ lists, starts, ids, counts, lengths }: Postings, documents: number): boolean {
  const listCount = starts.length - 1
  return (
    lengths.length === documents &&
    starts[0] === 0 &&
    starts[listCount] === ids.length &&
    starts.every((start, list) => list === 0 || start > (starts[list - 1] as number)) &&
    lists.every((list) => list < listCount) &&
    ids.every((id) => id < documents) &&
    counts.every((count) => count > 0)
  )
}

function filledUp(bytes: number): number {
  return 4 * Math.ceil(bytes / 4)
}
