import type { Phrase } from '../../knowledge/words/message.js'
import { html, type SafeHtml } from '../words/html.js'

/** A table with an accessible name, which scrolls by keyboard where it is too wide. */
export function table(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly (string | SafeHtml)[])[],
): SafeHtml {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(([first = '', ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`
}

/**
 * A text that a citizen or an editor wrote, marked with its language for screen readers (WCAG 3.1.2). Its writing direction is
 * isolated from the text around it.
 */
export function quoted(text: string, language: string | null): SafeHtml {
  if (language === null || language === 'und') return html`<bdi>${text}</bdi>`
  return html`<bdi lang="${language}">${text}</bdi>`
}

/** A phrase in the page's language, with its quotations marked. */
export function phrased(phrase: Phrase): SafeHtml {
  return html`${phrase.map((part) => (typeof part === 'string' ? part : quoted(part.quoted, part.language)))}`
}
