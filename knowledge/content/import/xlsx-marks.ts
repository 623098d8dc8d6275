import type { WorkbookParts } from './xlsx-guard.js'
import { partText } from './xlsx-sheets.js'
import { contentOf, tagsOf, unescapeXml } from './xlsx-xml.js'

/** What the reader of the cells does not tell of one: the error it shows, or that its number has a format of its own. */
export type CellMark = { readonly kind: 'error'; readonly error: string } | { readonly kind: 'formatted' }

/** The cells of a sheet that show something else than their value, by address, e.g. `B3`. */
export function cellMarks(sheetXml: string, parts: WorkbookParts): ReadonlyMap<string, CellMark> {
  const plainStyles = stylesShownPlainly(parts)
  const marks = new Map<string, CellMark>()
  for (const { attributes, after } of tagsOf(sheetXml, 'c')) {
    const address = attributes.get('r') ?? ''
    const type = attributes.get('t') ?? 'n'
    const style = Number(attributes.get('s') ?? 0)
    if (type === 'e') marks.set(address, { kind: 'error', error: unescapeXml(contentOf(after(), 'v')) })
    else if (type === 'n' && plainStyles[style] === false) marks.set(address, { kind: 'formatted' })
  }
  return marks
}

/** Formats that come with Excel and show a whole number by its digits: General, 0 and text. */
const PLAIN_IDS = ['0', '1', '49']
const PLAIN_CODES = ['general', '0', '@']

/** By the style's number: whether a whole number shows by its digits and nothing else. */
function stylesShownPlainly(parts: WorkbookParts): readonly boolean[] {
  const xml = partText(parts, 'xl/styles.xml')
  const codes = new Map(
    [...tagsOf(xml, 'numFmt')].map(({ attributes }) => [attributes.get('numFmtId'), attributes.get('formatCode')]),
  )
  return [...tagsOf(contentOf(xml, 'cellXfs'), 'xf')].map(({ attributes }) => {
    const id = attributes.get('numFmtId') ?? '0'
    const code = codes.get(id)
    return code === undefined ? PLAIN_IDS.includes(id) : PLAIN_CODES.includes(code.toLowerCase())
  })
}
