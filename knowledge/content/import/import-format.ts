import { extname } from 'node:path'
import { KnowledgeError } from '../../errors.js'

export type ImportFormat = 'json' | 'csv' | 'tsv' | 'xlsx'

/** The largest file of each format that is read; the limits of tables are QnA Maker's. */
export const MAX_BYTES: Readonly<Record<ImportFormat, number>> = {
  json: 50_000_000,
  csv: 10_000_000,
  tsv: 10_000_000,
  xlsx: 3_000_000,
}

const EXTENSIONS: Readonly<Record<string, ImportFormat>> = {
  '.jsonl': 'json',
  '.ndjson': 'json',
  '.json': 'json',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.txt': 'tsv',
  '.xlsx': 'xlsx',
}

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1')
const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** As many of the first bytes tell the format. */
export const HEAD_BYTES = 1_000

/**
 * Detects the format: by the first bytes where they are unambiguous, otherwise by the extension.
 *
 * @throws {KnowledgeError} IMPORT_UNREADABLE when the format cannot be imported
 */
export function importFormat(name: string, bytes: Buffer): ImportFormat {
  const byExtension = EXTENSIONS[extname(name).toLowerCase()]
  if (startsWith(bytes, ZIP)) return 'xlsx'
  if (startsWith(bytes, OLD_EXCEL)) throw unknownFormat('workbook-old', name)
  if (byExtension === 'xlsx') throw unknownFormat('no-workbook', name)
  const begins = (startsWith(bytes, BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes)
    .toString('latin1', 0, HEAD_BYTES)
    .trimStart()
  if (/^[{[]/.test(begins)) return 'json'
  if (byExtension === undefined) throw unknownFormat('file-of-no-kind', name)
  return byExtension
}

/** How names of files of this format end: the name's own ending, unless it stands for another format. */
export function endingOf(format: ImportFormat, name: string): string {
  const ending = extname(name)
  return EXTENSIONS[ending.toLowerCase()] === format ? ending : `.${format}`
}

function startsWith(bytes: Buffer, beginning: Buffer): boolean {
  return bytes.subarray(0, beginning.length).equals(beginning)
}

function unknownFormat(what: 'workbook-old' | 'no-workbook' | 'file-of-no-kind', file: string): KnowledgeError {
  return new KnowledgeError('IMPORT_UNREADABLE', { what, file }, { do: 'save-in-known-format' })
}
