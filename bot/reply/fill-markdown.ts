import { fill } from '../template.js'
import { escapeMarkdown } from './answer-text.js'

/** Markdown that is known to be safe and is inserted unchanged. Any other text is escaped. */
export interface Markdown {
  readonly markdown: string
}

/**
 * Puts values into the `{placeholders}` of a text that a translator wrote as Markdown.
 *
 * @throws TypeError when a placeholder has no value: a defect of the caller
 */
export function fillMarkdown(template: string, values: Readonly<Record<string, string | Markdown>>): string {
  return fill(template, values, (value) => (typeof value === 'string' ? escapeMarkdown(value) : value.markdown))
}
