import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { z } from 'zod'
import { KnowledgeError } from '../knowledge/errors.js'

/**
 * Every line of a JSON-lines file, checked.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE, IMPORT_INVALID naming every bad line
 */
export async function readJsonLines<T>(file: string, schema: z.ZodType<T>): Promise<readonly T[]> {
  const parsed: T[] = []
  const problems: string[] = []
  let number = 0
  try {
    for await (const line of createInterface({
      input: createReadStream(file, 'utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number++
      const text = number === 1 ? line.replace(/^\uFEFF/, '') : line
      if (text.trim() === '') continue
      const result = schema.safeParse(parseJson(text))
      if (result.success) parsed.push(result.data)
      else problems.push(`line ${number}: ${result.error.issues.map(describeIssue).join('; ')}`)
    }
  } catch (cause) {
    throw new KnowledgeError('IMPORT_UNREADABLE', `${file} cannot be read`, 'check the path and its permissions', {
      cause,
    })
  }
  if (problems.length > 0) {
    const shown = problems.slice(0, 20).join('\n')
    throw new KnowledgeError(
      'IMPORT_INVALID',
      `${file} has ${problems.length} bad lines\n${shown}`,
      'mend them and run again',
    )
  }
  return parsed
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? 'not a JSON object' : `${path.join('.')}: ${message}`
}
