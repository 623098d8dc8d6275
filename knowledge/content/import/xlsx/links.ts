import { firstFew } from '../../../basics/first-few.js'
import type { ImportNote } from '../findings/import-note.js'
import type { TableRow } from '../tables/table.js'
import { columnNumber } from './unpack-workbook.js'
import { tagsOf } from './xml.js'

/** Most cells that are listed. */
const SHOWN = 5

/** Notes the cells with a link whose address is not their text: the address is lost. */
export function droppedLinks(sheetXml: string, rows: readonly TableRow[]): readonly ImportNote[] {
  const links = [...tagsOf(sheetXml, 'hyperlink')]
  const addresses = links.map(({ attributes }) => /^[A-Z]+\d+/.exec(attributes.get('ref') ?? '')?.[0])
  const dropped = addresses.flatMap((address) =>
    address !== undefined && !isAddress(textAt(rows, address)) ? address : [],
  )
  if (dropped.length === 0) return []
  const { first, more } = firstFew(dropped, SHOWN)
  return [{ what: 'links-left-out', cells: first, more }]
}

const LONGEST_ADDRESS = 2_000
const SCHEME = /^(?:[a-z]+:|www\.)./i

/** Whether the text is itself an address: spreadsheet programs make a link of every typed address. */
function isAddress(text: string): boolean {
  const address = text.trim()
  if (text.length > LONGEST_ADDRESS || /\s/.test(address)) return false
  const at = address.indexOf('@', 1)
  return SCHEME.test(address) || (at !== -1 && at < address.length - 1)
}

function textAt(rows: readonly TableRow[], address: string): string {
  const [letters = ''] = /^[A-Z]+/.exec(address) ?? []
  return rows[Number(address.slice(letters.length)) - 1]?.cells[columnNumber(letters) - 1] ?? ''
}
