import { escapeMarkdown } from './answer-text.js'

/** Markdown that was made here or by an editor and made safe: put in as it is. Any other text is escaped. */
export interface Markdown {
  readonly markdown: string
}

const PLACEHOLDER = /\{([a-zA-Z]+)\}/g

/**
 * Puts values into the `{placeholders}` of a text that a translator wrote as Markdown.
 *
 * @throws TypeError when a placeholder has no value: a defect of the caller
 */
export function fill(template: string, values: Readonly<Record<string, string | Markdown>>): string {
  return template.replace(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new TypeError(`no value for {${name}}`)
    return typeof value === 'string' ? escapeMarkdown(value) : value.markdown
  })
}

/** The names of the placeholders, sorted, each once. */
export function placeholders(template: string): readonly string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name))].sort()
}
