import { deflateRawSync } from 'node:zlib'

export interface ZipPart {
  readonly name: string
  readonly content: Buffer
  /** unpacked size in the directory; default: the real length */
  readonly declaredBytes?: number
}

/** A zip of deflated parts. */
export function zipOf(...parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, content, declaredBytes = content.length } of parts) {
    const packed = deflateRawSync(content)
    const sizes = { packed: packed.length, unpacked: declaredBytes, name: name.length }
    const local = header(0x04034b50, 30, 8, sizes)
    const entry = header(0x02014b50, 46, 10, sizes)
    entry.writeUInt32LE(at, 42)
    locals.push(local, Buffer.from(name), packed)
    directory.push(entry, Buffer.from(name))
    at += local.length + name.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, ...directory, end])
}

/** @param methodAt offset of the compression method, which is at the same distance before the sizes in both kinds of header */
function header(
  signature: number,
  bytes: number,
  methodAt: number,
  sizes: { readonly packed: number; readonly unpacked: number; readonly name: number },
): Buffer {
  const made = Buffer.alloc(bytes)
  made.writeUInt32LE(signature, 0)
  made.writeUInt16LE(8, methodAt)
  made.writeUInt32LE(sizes.packed, methodAt + 10)
  made.writeUInt32LE(sizes.unpacked, methodAt + 14)
  made.writeUInt16LE(sizes.name, methodAt + 18)
  return made
}

/** A cell's XML; `@` stands for its address. */
export type CellXml = string

export interface TestSheet {
  readonly name: string
  readonly rows: readonly (readonly CellXml[])[]
  readonly state?: 'hidden' | 'veryHidden'
  /** their numbers */
  readonly hiddenRows?: readonly number[]
  /** XML after the cells */
  readonly after?: string
}

export const textCell = (text: string): CellXml => `<c r="@" t="inlineStr"><is><t>${text}</t></is></c>`
/** @param format one of the workbook's formats */
export const numberCell = (value: number, format: string): CellXml =>
  `<c r="@" s="${FORMATS.indexOf(format)}"><v>${value}</v></c>`
export const errorCell = (error: string): CellXml => `<c r="@" t="e"><f>VLOOKUP(1,2)</f><v>${error}</v></c>`
export const emptyCell: CellXml = '<c r="@"/>'

/** In the order of their style numbers. */
const FORMATS = [
  'General',
  'dd/mm/yyyy',
  'hh:mm',
  '0.00%',
  '#,##0.00\\ "€"',
  '000',
  '[h]:mm',
  'dd/mm/yyyy hh:mm',
  'mmm\\-yy',
]

/** A workbook as Excel writes it, with parts that workbook libraries cannot write: errors, hidden sheets, links. */
export function workbookOf(...sheets: readonly TestSheet[]): Buffer {
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${DOCUMENT}/relationships/${type}" Target="${target}"/>`
  const state = (sheet: TestSheet) => (sheet.state === undefined ? '' : ` state="${sheet.state}"`)
  const parts: Readonly<Record<string, string>> = {
    'xl/workbook.xml': `<workbook xmlns:r="${DOCUMENT}/relationships"><sheets>${sheets
      .map((sheet, at) => `<sheet name="${sheet.name}" sheetId="${at + 1}"${state(sheet)} r:id="rId${at + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map((_, at) => relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`))
      .join('')}${relation('rIdStyles', 'styles', 'styles.xml')}</Relationships>`,
    'xl/styles.xml': `<styleSheet><numFmts>${FORMATS.map(
      (code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${code.replaceAll('"', '&quot;')}"/>`,
    ).join(
      '',
    )}</numFmts><cellXfs>${FORMATS.map((_, at) => `<xf numFmtId="${164 + at}"/>`).join('')}</cellXfs></styleSheet>`,
    ...Object.fromEntries(sheets.map((sheet, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheetXml(sheet)])),
  }
  return zipOf(...Object.entries(parts).map(([name, xml]) => ({ name, content: Buffer.from(xml) })))
}

const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006'

function sheetXml({ rows, hiddenRows = [], after = '' }: TestSheet): string {
  const rowXml = rows.map((cells, row) => {
    const placed = cells.map((cell, column) => cell.replace('@', `${'ABCDEFGH'[column]}${row + 1}`))
    const hidden = hiddenRows.includes(row + 1) ? ' hidden="1"' : ''
    return `<row r="${row + 1}"${hidden}>${placed.join('')}</row>`
  })
  return `<worksheet><sheetData>${rowXml.join('')}</sheetData>${after}</worksheet>`
}
