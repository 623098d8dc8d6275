import type { WorkbookParts } from './guard.js'
import { partText } from './sheets.js'
import { contentOf, tagsOf, unescapeXml } from './xml.js'

/**
 * What the reader of the cells does not tell of one: the error it shows, that its formula was never calculated, or that its
 * number has a format of its own, which as a date shows day, month and year or not.
 */
export type CellMark =
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'uncalculated' }
  | { readonly kind: 'formatted'; readonly showsDay: boolean }

/** The cells of a sheet that show something else than their value, by address, e.g. `B3`. */
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

/** Programs that write workbooks leave calculating to those that show them. @param xml of the cell */
function isUncalculated(xml: string): boolean {
  return /<(?:[\w.-]+:)?f[\s/>]/.test(xml) && contentOf(xml, 'v') === ''
}

const GENERAL = 'general'

/** Formats that show a whole number by its digits and nothing else. */
const PLAIN = [GENERAL, '0', '@']

/** Formats that come with Excel, as far as it matters here; the others it has for dates show a day. */
const BUILT_IN: Readonly<Record<string, string>> = {
  ...{ 0: GENERAL, 1: '0', 49: '@' },
  ...{ 16: 'd-mmm', 17: 'mmm-yy', 18: 'h:mm am/pm', 19: 'h:mm:ss am/pm', 20: 'h:mm', 21: 'h:mm:ss' },
  ...{ 45: 'mm:ss', 46: '[h]:mm:ss', 47: 'mm:ss.0' },
}

const SOME_DATE = 'dd/mm/yyyy'

/** By the style's number: the code of its format, in lower case. */
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

/** Whether day, month and year stand in the format, its fixed texts and conditions aside; `e` is a year of Japan or China. */
function showsDay(format: string): boolean {
  const letters = format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')
  return /[ye]/.test(letters) && /m/.test(letters) && /d/.test(letters)
}
