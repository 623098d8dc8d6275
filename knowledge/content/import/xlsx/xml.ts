/**
 * Reads the few elements of a workbook's XML that the cell reader does not report. Every search continues where the last one
 * ended, so that no workbook makes it slow.
 */

/** An element's opening tag. */
export interface Tag {
  readonly attributes: Attributes
  /** the XML between this tag and the next of its name */
  after(): string
}

/** Attributes by their names without a prefix. */
export type Attributes = ReadonlyMap<string, string>

/** The opening tags of the elements called `name`, with any prefix, in order. */
export function* tagsOf(xml: string, name: string): Generator<Tag> {
  const tag = new RegExp(`<(?:[\\w.-]+:)?${name}(?=[\\s/>])([^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*)`, 'g')
  for (let found = tag.exec(xml); found !== null; ) {
    const end = tag.lastIndex
    const next = tag.exec(xml)
    yield { attributes: parseAttributes(found[1] ?? ''), after: () => xml.slice(end, next?.index) }
    found = next
  }
}

function parseAttributes(text: string): Attributes {
  const found = text.matchAll(/(?:^|[\s:])([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  return new Map([...found].map(([, name = '', double, single]) => [name, unescapeXml(double ?? single ?? '')]))
}

/** The XML inside the first element called `name`; empty when there is none. */
export function contentOf(xml: string, name: string): string {
  const open = new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^<>]*)?>`).exec(xml)
  if (open === null) return ''
  const content = xml.slice(open.index + open[0].length)
  const close = new RegExp(`</(?:[\\w.-]+:)?${name}\\s*>`).exec(content)
  return close === null ? '' : content.slice(0, close.index)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,4}));/gi,
    (whole, hex?: string, decimal?: string, name = '') => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : (ENTITIES[name] ?? whole)
    },
  )
}
