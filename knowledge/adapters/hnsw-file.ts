import type { Matrix } from '../ports.js'
import { rowOf } from './matrix-rows.js'

/**
 * Reads the file that hnswlib writes, as far as is needed to hand it back safely: the native reader trusts what it finds
 * and takes the process down on a bad link. Layout (little-endian, 64-bit): a header, then per element its links on the
 * ground level, vector and label, then per element its links on the upper levels.
 */
const HEADER_BYTES = 96
const GROUND = 0
/** What the flags of a ground list say of an element that is not returned. */
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

/** Share of elements that may be ghosts: elements of rows that are gone, kept as stepping stones and never returned. */
export const MOST_GHOSTS = 0.1

/**
 * @param rows the matrix's rows that the index must hold; their order in the file is its own affair
 * @returns what is wrong with the file, or null when it is a sound index of exactly those rows
 */
export function hnswFileFault(file: Buffer, matrix: Matrix, rows: readonly number[]): string | null {
  if (file.length < HEADER_BYTES) return `it is only ${file.length} bytes long`
  const header = readHeader(file)
  const fault = headerFault(header, matrix.dimensions, rows.length)
  if (fault !== null) return fault
  if (file.length < HEADER_BYTES + header.count * header.elementBytes) return 'it is cut short'
  if (!holdsRows(file, header, matrix, rows)) return 'it was built from other vectors'
  const upper = readUpperLevels(file, header)
  if (upper === null) return 'its upper levels are cut short or too long'
  return linkFault(file, header, upper)
}

/** Labels of the ghosts in a sound index: they follow on the last row of the matrix. */
export function ghostLabels(file: Buffer, matrix: Matrix): readonly number[] {
  const header = readHeader(file)
  return labelsOf(file, header)
    .filter((label) => label >= matrix.rows)
    .sort((a, b) => a - b)
}

/**
 * A copy of a sound index whose elements stand for other rows.
 *
 * @param newLabels by old label
 */
export function relabelled(file: Buffer, newLabels: ReadonlyMap<number, number>): Buffer {
  const copy = Buffer.from(file)
  const header = readHeader(copy)
  for (const [element, label] of labelsOf(file, header).entries()) {
    const next = newLabels.get(label)
    if (next === undefined) throw new Error('an element of the index is given no new label')
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

function headerFault(header: Header, dimensions: number, rows: number): string | null {
  const { count, capacity, maxLinks, maxGroundLinks, vectorOffset, labelOffset, elementBytes } = header
  const ghosts = count - rows
  if (ghosts < 0 || ghosts > MOST_GHOSTS * rows || capacity !== count) {
    return `it holds ${count} vectors instead of ${rows}`
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
  return sound ? null : 'its header does not fit its vectors'
}

/** Every row once, with its very vector, and every ghost once, marked as deleted. */
function holdsRows(file: Buffer, header: Header, matrix: Matrix, rows: readonly number[]): boolean {
  const unseen = new Set(rows)
  for (let ghost = rows.length; ghost < header.count; ghost++) unseen.add(matrix.rows + ghost - rows.length)
  return labelsOf(file, header).every((label, element) => {
    const start = HEADER_BYTES + element * header.elementBytes
    const isGhost = label >= matrix.rows
    if (!unseen.delete(label) || isDeleted(file, start) !== isGhost) return false
    return isGhost || holdsVector(file, start + header.vectorOffset, rowOf(matrix, label))
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

function holdsVector(file: Buffer, start: number, vector: Float32Array): boolean {
  return vector.every((value, i) => file.readFloatLE(start + 4 * i) === value)
}

interface UpperLinks {
  /** how many levels above the ground the element stands on */
  readonly levels: number
  readonly start: number
}

function readUpperLevels(file: Buffer, header: Header): readonly UpperLinks[] | null {
  const bytesPerLevel = 4 + 4 * header.maxLinks
  const found: UpperLinks[] = []
  let at = HEADER_BYTES + header.count * header.elementBytes
  for (let element = 0; element < header.count; element++) {
    if (at + 4 > file.length) return null
    const bytes = file.readUInt32LE(at)
    if (bytes % bytesPerLevel !== 0) return null
    found.push({ levels: bytes / bytesPerLevel, start: at + 4 })
    at += 4 + bytes
  }
  return at === file.length ? found : null
}

function linkFault(file: Buffer, header: Header, upper: readonly UpperLinks[]): string | null {
  const levelsOf = (element: number) => upper[element]?.levels ?? -1
  if (levelsOf(header.entryPoint) !== header.topLevel) return 'its entry point does not stand on its top level'
  for (let element = 0; element < header.count; element++) {
    const ground = HEADER_BYTES + element * header.elementBytes
    if (!linksStandOn(file, ground, header.maxGroundLinks, GROUND, levelsOf)) return 'it has links that lead nowhere'
    for (let level = 1; level <= levelsOf(element); level++) {
      const list = (upper[element]?.start ?? 0) + (level - 1) * (4 + 4 * header.maxLinks)
      if (!linksStandOn(file, list, header.maxLinks, level, levelsOf)) return 'it has links that lead nowhere'
    }
  }
  return null
}

/** A list of links: a 16-bit count, a 16-bit field of flags (on the ground it may say: deleted), then element numbers. */
function linksStandOn(
  file: Buffer,
  list: number,
  most: number,
  level: number,
  levelsOf: (element: number) => number,
): boolean {
  const count = file.readUInt16LE(list)
  const flags = file.readUInt16LE(list + 2)
  if (count > most || flags > (level === GROUND ? DELETED : 0)) return false
  for (let i = 0; i < count; i++) {
    if (levelsOf(file.readUInt32LE(list + 4 + 4 * i)) < level) return false
  }
  return true
}
