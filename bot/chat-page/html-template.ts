/** Text that stands in HTML, also inside a quoted attribute, as nothing but text. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * Fills the places of a template.
 *
 * @param place matches a place, its first group being the name, e.g. `/\{(\w+)\}/g`
 * @throws TypeError when the template names what `values` does not hold: a page with a hole must not be served
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>, place: RegExp): string {
  return template.replaceAll(place, (_match, name: string) => {
    const value = values[name]
    if (value === undefined) throw new TypeError(`the template names "${name}", which has no text`)
    return value
  })
}
