import { readFloat32, readUint32 } from '../basics/little-endian.js'
import type { Matrix } from '../ports.js'
import type { Part } from '../words/error-facts.js'
import { rowOf } from './matrix-rows.js'

/**
 * Checks the file that hnswlib writes before the native reader loads it: that reader trusts the file and crashes the process
 * on a bad link. Layout (little-endian, 64-bit): a header, then per element its links on the ground level, vector and label,
 * then per element its links on the upper levels.
 */
const HEADER_BYTES = 96
const GROUND = 0
/** Flag of a ground list whose element is never returned. */
const DELETED = 1

interface Header {
  readonly groundOffset: number
  readonly capacity: number
  readonly count: number
  readonly elementBytes: number
  readonly labelOffset: number
  readonly vectorOffset: number
  readonly topLevel: number
  readonly entryPoint: number
  readonly maxLinks: number
  readonly maxGroundLinks: number
}

/** Greatest share of ghosts: elements of removed rows, which keep the graph connected and are never returned. */
export const MOST_GHOSTS = 0.1

/**
 * @param rows the matrix's rows that the index must hold; the file may hold them in any order
 * @returns what is wrong with the file, or null when it is a valid index of exactly those rows
 */
export function hnswFileFault(file: Buffer, matrix: Matrix, rows: readonly number[]): Part | null {
  if (file.length < HEADER_BYTES) return { what: 'too-short', bytes: file.length }
  const header = readHeader(file)
  const fault = headerFault(header, matrix.dimensions, rows.length)
  if (fault !== null) return fault
  if (file.length < HEADER_BYTES + header.count * header.elementBytes) return { what: 'cut-short' }
  if (!holdsRows(file, header, matrix, rows)) return { what: 'other-vectors' }
  if (file.length % 4 !== 0) return { what: 'upper-levels' }
  const numbers = readUint32(file)
  const upper = readUpperLevels(numbers, header)
  if (upper === null) return { what: 'upper-levels' }
  return linkFault(numbers, header, upper)
}

/** Labels of the ghosts in a valid index: they continue after the last row of the matrix. */
export function ghostLabels(file: Buffer, matrix: Matrix): readonly number[] {
  const header = readHeader(file)
  return labelsOf(file, header)
    .filter((label) => label >= matrix.rows)
    .sort((a, b) => a - b)
}

/**
 * A copy of a valid index whose elements stand for other rows.
 *
 * @param newLabels by old label
 */
export function relabelled(file: Buffer, newLabels: ReadonlyMap<number, number>): Buffer {
  const copy = Buffer.from(file)
  const header = readHeader(copy)
  for (const [element, label] of labelsOf(file, header).entries()) {
    const next = newLabels.get(label)
    if (next === undefined) throw new Error('an element of the index has no new label')
    copy.writeBigUInt64LE(BigInt(next), HEADER_BYTES + element * header.elementBytes + header.labelOffset)
  }
  return copy
}

function readHeader(file: Buffer): Header {
  const size = (offset: number) => Number(file.readBigUInt64LE(offset))
  return {
    groundOffset: size(0),
    capacity: size(8),
    count: size(16),
    elementBytes: size(24),
    labelOffset: size(32),
    vectorOffset: size(40),
    topLevel: file.readInt32LE(48),
    entryPoint: file.readUInt32LE(52),
    maxLinks: size(56),
    maxGroundLinks: size(64),
  }
}

function headerFault(header: Header, dimensions: number, rows: number): Part | null {
  const { count, capacity, maxLinks, maxGroundLinks, vectorOffset, labelOffset, elementBytes } = header
  const ghosts = count - rows
  if (ghosts < 0 || ghosts > MOST_GHOSTS * rows || capacity !== count) {
    return { what: 'other-count', found: count, wanted: rows }
  }
  const sound =
    header.groundOffset === 0 &&
    maxLinks >= 2 &&
    maxLinks <= 10_000 &&
    maxGroundLinks === 2 * maxLinks &&
    vectorOffset === 4 + 4 * maxGroundLinks &&
    labelOffset === vectorOffset + 4 * dimensions &&
    elementBytes === labelOffset + 8 &&
    header.entryPoint < count
  return sound ? null : { what: 'header' }
}

/** Whether every row occurs once, with its exact vector, and every ghost once, marked as deleted. */
function holdsRows(file: Buffer, header: Header, matrix: Matrix, rows: readonly number[]): boolean {
  const unseen = new Set(rows)
  for (let ghost = rows.length; ghost < header.count; ghost++) unseen.add(matrix.rows + ghost - rows.length)
  const whole = HEADER_BYTES + header.count * header.elementBytes
  const numbers = readFloat32(file.subarray(0, whole))
  return labelsOf(file, header).every((label, element) => {
    const start = HEADER_BYTES + element * header.elementBytes
    const isGhost = label >= matrix.rows
    if (!unseen.delete(label) || isDeleted(file, start) !== isGhost) return false
    return isGhost || holdsVector(numbers, (start + header.vectorOffset) / 4, rowOf(matrix, label))
  })
}

function labelsOf(file: Buffer, header: Header): readonly number[] {
  return Array.from({ length: header.count }, (_, element) =>
    Number(file.readBigUInt64LE(HEADER_BYTES + element * header.elementBytes + header.labelOffset)),
  )
}

function isDeleted(file: Buffer, groundList: number): boolean {
  return file.readUInt16LE(groundList + 2) === DELETED
}

/** Offsets are counted in numbers from here on: everything in the file lies at a multiple of four bytes. */
function holdsVector(numbers: Float32Array, start: number, vector: Float32Array): boolean {
  for (let i = 0; i < vector.length; i++) if (numbers[start + i] !== vector[i]) return false
  return true
}

/** Per element, where its links above the ground level are. */
interface UpperLinks {
  /** number of levels above the ground that the element belongs to */
  readonly levels: Uint32Array
  /** offset of its first list above the ground */
  readonly starts: Uint32Array
}

function readUpperLevels(numbers: Uint32Array, { count, elementBytes, maxLinks }: Header): UpperLinks | null {
  const bytesPerLevel = 4 + 4 * maxLinks
  const levels = new Uint32Array(count)
  const starts = new Uint32Array(count)
  let at = (HEADER_BYTES + count * elementBytes) / 4
  for (let element = 0; element < count; element++) {
    if (at >= numbers.length) return null
    const bytes = numbers[at] as number
    if (bytes % bytesPerLevel !== 0) return null
    levels[element] = bytes / bytesPerLevel
    starts[element] = at + 1
    at += 1 + bytes / 4
  }
  return at === numbers.length ? { levels, starts } : null
}

function linkFault(numbers: Uint32Array, header: Header, { levels, starts }: UpperLinks): Part | null {
  const { count, entryPoint, topLevel, elementBytes, maxLinks, maxGroundLinks } = header
  if (levels[entryPoint] !== topLevel) return { what: 'entry-point' }
  for (let element = 0; element < count; element++) {
    const ground = (HEADER_BYTES + element * elementBytes) / 4
    if (!linksStandOn(numbers, ground, maxGroundLinks, GROUND, levels)) return { what: 'dead-links' }
    for (let level = 1; level <= (levels[element] as number); level++) {
      const list = (starts[element] as number) + (level - 1) * (1 + maxLinks)
      if (!linksStandOn(numbers, list, maxLinks, level, levels)) return { what: 'dead-links' }
    }
  }
  return null
}

/** A list of links: a 16-bit count, 16 bits of flags (on the ground level possibly `DELETED`), then element numbers. */
function linksStandOn(numbers: Uint32Array, list: number, most: number, level: number, levels: Uint32Array): boolean {
  const count = (numbers[list] as number) & 0xffff
  const flags = (numbers[list] as number) >>> 16
  if (count > most || flags > (level === GROUND ? DELETED : 0)) return false
  for (let i = 1; i <= count; i++) {
    const element = numbers[list + i] as number
    if (element >= levels.length || (levels[element] as number) < level) return false
  }
  return true
}
