import { inflateRawSync } from 'node:zlib'
import { inspectXml, type XmlRefusal } from './inspect-xml.js'

/** Largest size of an unpacked workbook, in bytes: a hundred times what pairs within their limits need. */
export const MAX_UNPACKED_BYTES = 100_000_000

/** The largest table that is read, including its empty cells. */
export const MAX_CELLS = 2_000_000

const END_OF_DIRECTORY = 0x06054b50
const END_BYTES = 22
const DIRECTORY_ENTRY = 0x02014b50
const DIRECTORY_ENTRY_BYTES = 46
const LOCAL_ENTRY = 0x04034b50
const LOCAL_ENTRY_BYTES = 30
/** Marks a zip64 file, with more entries than any workbook of 3 MB has. */
const ZIP64 = 0xffff
const STORED = 0
const DEFLATED = 8

/** Why a workbook is not passed to the reader. */
export type Refusal = XmlRefusal | 'too-many-bytes' | 'too-many-cells'

/** A workbook's parts, unpacked, by their paths in it. */
export type WorkbookParts = ReadonlyMap<string, Buffer>

/**
 * Checks a workbook before it is read: a small file can unpack to gigabytes, and one cell with a distant address makes the
 * reader fill in every row and column before it. Unpacks each part with a limit and checks its addresses.
 */
export function unpackWorkbook(bytes: Buffer): WorkbookParts | Refusal {
  const parts = new Map<string, Buffer>()
  let left = MAX_UNPACKED_BYTES
  try {
    for (const entry of directoryEntries(bytes)) {
      if (entry.unpackedBytes > left) return 'too-many-bytes'
      const part = unpack(bytes, entry)
      if (part.length !== entry.unpackedBytes) return 'damaged'
      left -= part.length
      const xml = part.toString('latin1')
      const refusal = (READ_AS_XML.test(entry.path) ? inspectXml(xml) : null) ?? inspectAddresses(xml)
      if (refusal !== null) return refusal
      parts.set(entry.path, part)
    }
    return parts
  } catch (error) {
    if (error instanceof RangeError || isZlibError(error)) return 'damaged'
    throw error
  }
}

/** The parts that the reader reads; others are pictures, or drawings in sloppy XML. */
const READ_AS_XML = /\.xml(?:\.rels)?$/

interface Entry {
  readonly path: string
  readonly method: number
  readonly packedBytes: number
  readonly unpackedBytes: number
  readonly localAt: number
}

/** The entries of the zip's directory, which the reader also uses. */
function* directoryEntries(bytes: Buffer): Generator<Entry> {
  const end = endOfDirectory(bytes)
  const count = bytes.readUInt16LE(end + 8)
  if (count === ZIP64) throw new RangeError('zip64 is not supported')
  let at = bytes.readUInt32LE(end + 16)
  for (let index = 0; index < count; index++) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new RangeError('no directory entry')
    const nameBytes = bytes.readUInt16LE(at + 28)
    const nameAt = at + DIRECTORY_ENTRY_BYTES
    yield {
      path: bytes.toString('utf8', nameAt, nameAt + nameBytes),
      method: bytes.readUInt16LE(at + 10),
      packedBytes: bytes.readUInt32LE(at + 20),
      unpackedBytes: bytes.readUInt32LE(at + 24),
      localAt: bytes.readUInt32LE(at + 42),
    }
    at = nameAt + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
}

function endOfDirectory(bytes: Buffer): number {
  for (let at = bytes.length - END_BYTES; at >= 0; at--) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at
  }
  throw new RangeError('no end of directory')
}

function unpack(bytes: Buffer, { method, packedBytes, unpackedBytes, localAt }: Entry): Buffer {
  if (bytes.readUInt32LE(localAt) !== LOCAL_ENTRY) throw new RangeError('no local entry')
  const start = localAt + LOCAL_ENTRY_BYTES + bytes.readUInt16LE(localAt + 26) + bytes.readUInt16LE(localAt + 28)
  const packed = bytes.subarray(start, start + packedBytes)
  if (method === STORED) return packed
  if (method !== DEFLATED) throw new RangeError('unknown packing')
  return inflateRawSync(packed, { maxOutputLength: unpackedBytes + 1 })
}

function inspectAddresses(xml: string): Refusal | null {
  let lastRow = 0
  let lastColumn = 0
  for (const [, attributes = ''] of xml.matchAll(/<(?:[\w.-]+:)?(?:row|c)(?=[\s/>])([^>]*)/g)) {
    // A ">" inside a quoted attribute would hide what comes after it.
    if (attributes.replace(/"[^"]*"|'[^']*'/g, '').match(/["']/) !== null) return 'damaged'
    const address = /(?:^|\s)r\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes)
    if (address === null) continue
    const [, letters = '', digits = ''] = /^([A-Z]{0,3})(\d{1,7})$/.exec(address[1] ?? address[2] ?? '') ?? []
    if (digits === '') return 'damaged'
    lastRow = Math.max(lastRow, Number(digits))
    lastColumn = Math.max(lastColumn, columnNumber(letters))
    if (lastRow * Math.max(lastColumn, 1) > MAX_CELLS) return 'too-many-cells'
  }
  return null
}

/** A = 1, Z = 26, AA = 27. */
export function columnNumber(letters: string): number {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0)
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_BUFFER_TOO_LARGE)/.test(String(error.code))
}
