/** Reads the few elements of a workbook's XML that the reader of its cells does not tell of. */

/** The attributes of each element called `name`, whatever its prefix, in order. */
export function* attributesOf(xml: string, name: string): Generator<Attributes> {
  for (const [, text = ''] of xml.matchAll(new RegExp(`<(?:[\\w.-]+:)?${name}(?=[\\s/>])([^>]*)`, 'g'))) {
    yield parseAttributes(text)
  }
}

/** By their names without a prefix. */
export type Attributes = ReadonlyMap<string, string>

export function parseAttributes(text: string): Attributes {
  const found = text.matchAll(/([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  return new Map([...found].map(([, name = '', double, single]) => [name, unescapeXml(double ?? single ?? '')]))
}

/** What stands in the first element called `name`; empty when there is none. */
export function contentOf(xml: string, name: string): string {
  return new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^>]*)?>([\\s\\S]*?)</(?:[\\w.-]+:)?${name}>`).exec(xml)?.[1] ?? ''
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name = '') => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : (ENTITIES[name] ?? whole)
    },
  )
}
