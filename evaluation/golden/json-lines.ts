import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import { KnowledgeError } from '../../knowledge/errors.js'
import { parseJson } from '../../knowledge/parse-json.js'
import { systemCode } from '../../knowledge/store/durable-file.js'

/** How Node's TextDecoder says so. */
const NOT_UTF8 = 'ERR_ENCODING_INVALID_ENCODED_DATA'

/** What a line of a file holds, and where it stands, counted from 1. */
export interface NumberedLine<T> {
  readonly line: number
  readonly value: T
}

/**
 * Every line of a JSON-lines file, checked.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE, IMPORT_INVALID naming every bad line, or that it is not UTF-8
 */
export async function readJsonLines<T>(file: string, schema: z.ZodType<T>): Promise<readonly T[]> {
  return (await numberedJsonLines(file, createReadStream(file), schema)).map(({ value }) => value)
}

/**
 * Every line of a JSON-lines file whose bytes were read before, checked.
 *
 * @param file how errors name it
 * @throws KnowledgeError IMPORT_INVALID naming every bad line, or that it is not UTF-8
 */
export function parseJsonLines<T>(
  file: string,
  content: Uint8Array,
  schema: z.ZodType<T>,
): Promise<readonly NumberedLine<T>[]> {
  return numberedJsonLines(file, Readable.from([content]), schema)
}

async function numberedJsonLines<T>(
  file: string,
  bytes: Readable,
  schema: z.ZodType<T>,
): Promise<readonly NumberedLine<T>[]> {
  const parsed: NumberedLine<T>[] = []
  const problems: string[] = []
  let number = 0
  const input = Readable.from(decoded(bytes))
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++
      if (line.trim() === '') continue
      const result = schema.safeParse(parseJson(line))
      if (result.success) parsed.push({ line: number, value: result.data })
      else problems.push(`line ${number}: ${result.error.issues.map(describeIssue).join('; ')}`)
    }
  } catch (cause) {
    throw systemCode(cause) === NOT_UTF8 ? notUtf8(file, cause) : unreadable(file, cause)
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

/** Text without its byte order mark. Throws at the first byte that is not UTF-8: what it stood for would be lost without a word. */
async function* decoded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

function notUtf8(file: string, cause: unknown): KnowledgeError {
  return new KnowledgeError('IMPORT_INVALID', `${file} is not UTF-8 text`, 'save it again as UTF-8 from the original', {
    cause,
  })
}

export function unreadable(file: string, cause: unknown): KnowledgeError {
  return new KnowledgeError('IMPORT_UNREADABLE', `${file} cannot be read`, 'check the path and its permissions', {
    cause,
  })
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${key} is no field`).join('; ')
  return issue.path.length === 0 ? 'not a JSON object' : `${issue.path.join('.')}: ${issue.message}`
}
