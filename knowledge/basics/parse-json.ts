import type { z } from 'zod'

/** The value of a JSON text; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `parseJson`, checked against a schema; null when the text is not JSON or does not match. */
export function parseJsonAs<T>(schema: z.ZodType<T>, text: string): T | null {
  const read = schema.safeParse(parseJson(text))
  return read.success ? read.data : null
}
