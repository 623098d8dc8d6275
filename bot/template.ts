const PLACEHOLDER = /\{([a-zA-Z]+)\}/g

/**
 * Puts values into the `{placeholders}` of a text.
 *
 * @param asText how a value is written there
 * @throws TypeError when a placeholder has no value, which is a defect of the caller: nobody must read a text with a gap
 */
export function fill<V>(template: string, values: Readonly<Record<string, V>>, asText: (value: V) => string): string {
  return template.replace(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new TypeError(`no value for {${name}}`)
    return asText(value)
  })
}

/** The names of the placeholders, sorted, without duplicates. */
export function placeholders(template: string): readonly string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name))].sort()
}
