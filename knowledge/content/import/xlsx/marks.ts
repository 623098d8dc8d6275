import { partText } from './sheets.js'
import type { WorkbookParts } from './unpack-workbook.js'
import { contentOf, tagsOf, unescapeXml } from './xml.js'

/**
 * What the cell reader does not report about a cell: the error it shows, that its formula was never calculated, or that its
 * number has its own format. `showsDay`: as a date, the format shows day, month and year.
 */
export type CellMark =
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'uncalculated' }
  | { readonly kind: 'formatted'; readonly showsDay: boolean }

/** The cells of a sheet that show something other than their value, by address, e.g. `B3`. */
export function cellMarks(sheetXml: string, parts: WorkbookParts): ReadonlyMap<string, CellMark> {
  const formats = formatsByStyle(parts)
  const marks = new Map<string, CellMark>()
  for (const { attributes, after } of tagsOf(sheetXml, 'c')) {
    const address = attributes.get('r') ?? ''
    const type = attributes.get('t') ?? 'n'
    const format = formats[Number(attributes.get('s') ?? 0)] ?? GENERAL
    if (type === 'n' && isUncalculated(after())) marks.set(address, { kind: 'uncalculated' })
    else if (type === 'e') marks.set(address, { kind: 'error', error: unescapeXml(contentOf(after(), 'v')) })
    else if (type === 'n' && !PLAIN.includes(format)) {
      marks.set(address, { kind: 'formatted', showsDay: showsDay(format) })
    }
  }
  return marks
}

/** Programs that generate workbooks often leave the calculation to the program that shows them. @param xml of the cell */
function isUncalculated(xml: string): boolean {
  return /<(?:[\w.-]+:)?f[\s/>]/.test(xml) && contentOf(xml, 'v') === ''
}

const GENERAL = 'general'

/** Formats that show a whole number as its digits only. */
const PLAIN = [GENERAL, '0', '@']

/** Excel's built-in formats that matter here; its other date formats show a day. */
const BUILT_IN: Readonly<Record<string, string>> = {
  ...{ 0: GENERAL, 1: '0', 49: '@' },
  ...{ 16: 'd-mmm', 17: 'mmm-yy', 18: 'h:mm am/pm', 19: 'h:mm:ss am/pm', 20: 'h:mm', 21: 'h:mm:ss' },
  ...{ 45: 'mm:ss', 46: '[h]:mm:ss', 47: 'mm:ss.0' },
}

const SOME_DATE = 'dd/mm/yyyy'

/** The format code of each style, by its number, in lower case. */
function formatsByStyle(parts: WorkbookParts): readonly string[] {
  const xml = partText(parts, 'xl/styles.xml')
  const own = new Map(
    [...tagsOf(xml, 'numFmt')].map(({ attributes }) => [attributes.get('numFmtId'), attributes.get('formatCode')]),
  )
  return [...tagsOf(contentOf(xml, 'cellXfs'), 'xf')].map(({ attributes }) => {
    const id = attributes.get('numFmtId') ?? '0'
    return own.get(id)?.toLowerCase() ?? BUILT_IN[id] ?? SOME_DATE
  })
}

/** Whether the format has day, month and year, ignoring fixed texts and conditions; `e` is a Japanese or Chinese year. */
function showsDay(format: string): boolean {
  const letters = format.replace(/"[^"]*"|\[[^[\]]*\]|\\./g, '')
  return /[ye]/.test(letters) && /m/.test(letters) && /d/.test(letters)
}
