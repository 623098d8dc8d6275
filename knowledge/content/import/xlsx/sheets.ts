import type { WorkbookParts } from './unpack-workbook.js'
import { tagsOf } from './xml.js'

export interface Sheet {
  readonly name: string
  /** counted from 1 */
  readonly position: number
  readonly hidden: boolean
  /** whether no cell has a text or value */
  readonly empty: boolean
  /** the sheet's XML part, with its cells and links */
  readonly xml: string
}

/** The sheets with cells, in the order of their tabs; a chart sheet has none and is left out. */
export function sheetsOf(parts: WorkbookParts): readonly Sheet[] {
  const paths = worksheetPaths(parts)
  const tags = [...tagsOf(partText(parts, 'xl/workbook.xml'), 'sheet')]
  const named = tags.map(({ attributes }) => attributes).filter((sheet) => sheet.get('name'))
  return named.flatMap((sheet, index) => {
    const path = paths.get(sheet.get('id') ?? '')
    if (path === undefined) return []
    const xml = partText(parts, path)
    const hidden = /hidden/i.test(sheet.get('state') ?? '')
    return [{ name: sheet.get('name') ?? '', position: index + 1, hidden, empty: !HOLDS_SOMETHING.test(xml), xml }]
  })
}

const HOLDS_SOMETHING = /<(?:[\w.-]+:)?[vt](?:\s[^<>]*)?>\s*[^<\s]/

/** Paths of the worksheets by their relationship ids. */
function worksheetPaths(parts: WorkbookParts): ReadonlyMap<string, string> {
  const tags = [...tagsOf(partText(parts, 'xl/_rels/workbook.xml.rels'), 'Relationship')]
  const relations = tags.map(({ attributes }) => attributes)
  const worksheets = relations.filter((relation) => relation.get('Type')?.endsWith('/worksheet'))
  return new Map(
    worksheets.map((relation) => {
      const target = relation.get('Target') ?? ''
      return [relation.get('Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`]
    }),
  )
}

export function partText(parts: WorkbookParts, path: string): string {
  return parts.get(path)?.toString('utf8') ?? ''
}
