/** `es` of `es-ES`, `pt` of `pt_BR`; anything else unchanged. */
export function primaryLanguage(tag: string): string {
  const found = /^([a-z]{2,3})(?:[-_][a-z0-9]+)*$/i.exec(tag.trim())
  return found?.[1]?.toLowerCase() ?? tag
}
