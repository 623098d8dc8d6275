import { withoutTitle } from './link-target.js'
import { outsideCode } from './outside-code.js'

const FOOTNOTE_TEXT = /^ {0,3}\[\^(\w{1,20})\]:[ \t]*/
const DEFINITION = /^ {0,3}\[([^\]^][^\]]*)\]:(.*)$/

/** Markdown without the definitions of its references. */
export interface Defined {
  readonly body: string
  /** addresses by label, see `labelKey` */
  readonly definitions: ReadonlyMap<string, string>
}

/** Definitions are taken out, since every use of them is written out; a footnote's text stays, with its mark. */
export function withoutDefinitions(markdown: string): Defined {
  const definitions = new Map<string, string>()
  const body = outsideCode(markdown, (part) =>
    part
      .split('\n')
      .flatMap((line) => {
        const [, label = '', rest = ''] = DEFINITION.exec(line) ?? []
        const address = definedIn(rest)
        if (address === null) return [line.replace(FOOTNOTE_TEXT, '($1) ')]
        if (!definitions.has(labelKey(label))) definitions.set(labelKey(label), address)
        return []
      })
      .join('\n'),
  )
  return { body: definitions.size === 0 ? body : body.trimEnd(), definitions }
}

/** The address of a definition, which a title may follow; null when it is none. */
function definedIn(rest: string): string | null {
  const [address = '', ...title] = withoutTitle(rest).split(/\s+/)
  return address === '' || title.length > 0 ? null : address.replace(/^<([^<>]*)>$/, '$1')
}

/** Labels that are read as one. */
export function labelKey(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase()
}
