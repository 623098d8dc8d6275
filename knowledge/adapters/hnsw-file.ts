import type { Matrix } from '../ports.js'
import { rowOf } from './matrix-rows.js'

/**
 * Reads the file that hnswlib writes, as far as is needed to hand it back safely: the native reader trusts what it finds
 * and takes the process down on a bad link. Layout (little-endian, 64-bit): a header, then per element its links on the
 * ground level, vector and label, then per element its links on the upper levels.
 */
const HEADER_BYTES = 96
const GROUND = 0

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

  const unseen = new Set(rows)
  for (let element = 0; element < header.count; element++) {
    const row = labelOf(file, header, element)
    if (!unseen.delete(row) || !holdsRow(file, header, element, matrix, row)) return 'it was built from other vectors'
  }
  const upper = readUpperLevels(file, header)
  if (upper === null) return 'its upper levels are cut short or too long'
  return linkFault(file, header, upper)
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
  const { maxLinks, maxGroundLinks, vectorOffset, labelOffset, elementBytes } = header
  if (header.count !== rows || header.capacity !== rows) return `it holds ${header.count} vectors instead of ${rows}`
  const sound =
    header.groundOffset === 0 &&
    maxLinks >= 2 &&
    maxLinks <= 10_000 &&
    maxGroundLinks === 2 * maxLinks &&
    vectorOffset === 4 + 4 * maxGroundLinks &&
    labelOffset === vectorOffset + 4 * dimensions &&
    elementBytes === labelOffset + 8 &&
    header.entryPoint < rows
  return sound ? null : 'its header does not fit its vectors'
}

function labelOf(file: Buffer, header: Header, element: number): number {
  return Number(file.readBigUInt64LE(HEADER_BYTES + element * header.elementBytes + header.labelOffset))
}

function holdsRow(file: Buffer, header: Header, element: number, matrix: Matrix, row: number): boolean {
  const start = HEADER_BYTES + element * header.elementBytes
  const vector = rowOf(matrix, row)
  return vector.every((value, i) => file.readFloatLE(start + header.vectorOffset + 4 * i) === value)
}

/**
 * A copy of a sound index whose elements stand for other rows.
 *
 * @param newRows by old row
 */
export function relabelled(file: Buffer, newRows: ReadonlyMap<number, number>): Buffer {
  const copy = Buffer.from(file)
  const header = readHeader(copy)
  for (let element = 0; element < header.count; element++) {
    const row = newRows.get(labelOf(copy, header, element))
    if (row === undefined) throw new Error('a row of the index is given no new place')
    copy.writeBigUInt64LE(BigInt(row), HEADER_BYTES + element * header.elementBytes + header.labelOffset)
  }
  return copy
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

/** A list of links: a 16-bit count, a 16-bit field of flags that must be clear (deleted), then element numbers. */
function linksStandOn(
  file: Buffer,
  list: number,
  most: number,
  level: number,
  levelsOf: (element: number) => number,
): boolean {
  const count = file.readUInt16LE(list)
  if (count > most || file.readUInt16LE(list + 2) !== 0) return false
  for (let i = 0; i < count; i++) {
    if (levelsOf(file.readUInt32LE(list + 4 + 4 * i)) < level) return false
  }
  return true
}
