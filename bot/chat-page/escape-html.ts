/** Text that stands in HTML, also inside a quoted attribute, as nothing but text. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
