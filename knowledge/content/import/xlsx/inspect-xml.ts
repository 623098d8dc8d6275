/** Why a part is not passed to the readers, which trust what they read. */
export type XmlRefusal = 'damaged' | 'doctype'

/** More than any tag of a workbook has. Readers take quadratic time over longer ones. */
const MOST_TAG_CHARS = 100_000
const MOST_NAME_CHARS = 200
const MOST_ATTRIBUTES = 1_000

/**
 * Checks that a text consists of tags that end, in one pass. A declaration of a document type is refused, whatever it says: no
 * workbook needs one, and its entities may name files or grow without bounds.
 */
export function inspectXml(xml: string): XmlRefusal | null {
  for (let at = xml.indexOf('<'); at !== -1; at = xml.indexOf('<', at)) {
    const end = endOfMarkup(xml, at)
    if (end === 'damaged' || end === 'doctype') return end
    at = end
  }
  return null
}

/** The position after the markup that begins at `at`. */
function endOfMarkup(xml: string, at: number): number | XmlRefusal {
  if (xml.startsWith('<!--', at)) return after(xml, '-->', at + 4)
  if (xml.startsWith('<![CDATA[', at)) return after(xml, ']]>', at + 9)
  if (xml.startsWith('<?', at)) return after(xml, '?>', at + 2)
  if (xml.startsWith('<!', at)) return 'doctype'
  return endOfTag(xml, at)
}

function after(xml: string, closing: string, from: number): number | XmlRefusal {
  const found = xml.indexOf(closing, from)
  return found === -1 ? 'damaged' : found + closing.length
}

function endOfTag(xml: string, start: number): number | XmlRefusal {
  const most = Math.min(xml.length, start + MOST_TAG_CHARS)
  let attributes = 0
  let nameEnds = false
  for (let at = start + 1; at < most; at++) {
    const sign = xml[at]
    if (sign === '>') return at + 1
    if (sign === '<') return 'damaged'
    if (sign === '"' || sign === "'") {
      const closing = xml.indexOf(sign, at + 1)
      if (closing === -1 || ++attributes > MOST_ATTRIBUTES) return 'damaged'
      at = closing
    } else if (sign === undefined || /[\s/]/.test(sign)) {
      nameEnds = true
    } else if (!nameEnds && at - start > MOST_NAME_CHARS) {
      return 'damaged'
    }
  }
  return 'damaged'
}
