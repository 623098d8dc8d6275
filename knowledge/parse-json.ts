import type { z } from 'zod'

/** The value that a text stands for; undefined when it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** As `parseJson`, checked; null when the text is no JSON, or not of that shape. */
export function parseJsonAs<T>(schema: z.ZodType<T>, text: string): T | null {
  const read = schema.safeParse(parseJson(text))
  return read.success ? read.data : null
}
