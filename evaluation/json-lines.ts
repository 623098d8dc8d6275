import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import { KnowledgeError } from '../knowledge/errors.js'

/** What a line of a file holds, and where it stands, counted from 1. */
export interface NumberedLine<T> {
  readonly line: number
  readonly value: T
}

/**
 * Every line of a JSON-lines file, checked.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE, IMPORT_INVALID naming every bad line
 */
export async function readJsonLines<T>(file: string, schema: z.ZodType<T>): Promise<readonly T[]> {
  return (await numberedJsonLines(file, createReadStream(file, 'utf8'), schema)).map(({ value }) => value)
}

/**
 * Every line of a JSON-lines file whose bytes were read before, checked.
 *
 * @param file how errors name it
 * @throws KnowledgeError IMPORT_INVALID naming every bad line
 */
export function parseJsonLines<T>(
  file: string,
  content: Uint8Array,
  schema: z.ZodType<T>,
): Promise<readonly NumberedLine<T>[]> {
  return numberedJsonLines(file, Readable.from([Buffer.from(content)]), schema)
}

async function numberedJsonLines<T>(
  file: string,
  input: Readable,
  schema: z.ZodType<T>,
): Promise<readonly NumberedLine<T>[]> {
  const parsed: NumberedLine<T>[] = []
  const problems: string[] = []
  let number = 0
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++
      const text = number === 1 ? line.replace(/^\uFEFF/, '') : line
      if (text.trim() === '') continue
      const result = schema.safeParse(parseJson(text))
      if (result.success) parsed.push({ line: number, value: result.data })
      else problems.push(`line ${number}: ${result.error.issues.map(describeIssue).join('; ')}`)
    }
  } catch (cause) {
    throw unreadable(file, cause)
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

export function unreadable(file: string, cause: unknown): KnowledgeError {
  return new KnowledgeError('IMPORT_UNREADABLE', `${file} cannot be read`, 'check the path and its permissions', {
    cause,
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${key} is no field`).join('; ')
  return issue.path.length === 0 ? 'not a JSON object' : `${issue.path.join('.')}: ${issue.message}`
}
