import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import { parseJson } from '../../knowledge/basics/parse-json.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { systemCode } from '../../knowledge/store/durable-file.js'
import type { Part } from '../../knowledge/words/error-facts.js'
import { issueParts } from '../../knowledge/words/issue-part.js'
import type { NextStep } from '../../knowledge/words/next-steps.js'

/** Error code of Node's TextDecoder for invalid UTF-8. */
const NOT_UTF8 = 'ERR_ENCODING_INVALID_ENCODED_DATA'

/** Most bad lines of a file that an error lists. */
const MOST_SHOWN = 20

/** The problems of one or more files of JSON lines. */
export class JsonLinesError extends KnowledgeError {
  constructor(
    readonly files: readonly Part[],
    next: NextStep,
    cause?: unknown,
  ) {
    super('IMPORT_INVALID', { what: 'json-lines', files }, next, { cause })
  }
}

/** The value of a line with its line number, counted from 1. */
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
 * Every line of a JSON-lines file that was already read, checked.
 *
 * @param file its name, for errors
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
  const problems: Part[] = []
  let number = 0
  const input = Readable.from(decoded(bytes))
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++
      if (line.trim() === '') continue
      const result = schema.safeParse(parseJson(line), { reportInput: true })
      if (result.success) parsed.push({ line: number, value: result.data })
      else problems.push({ what: 'bad-line', line: number, faults: result.error.issues.flatMap(issueParts) })
    }
  } catch (cause) {
    throw systemCode(cause) === NOT_UTF8 ? notUtf8(file, cause) : unreadable(file, cause)
  }
  if (problems.length > 0) {
    const lines = problems.slice(0, MOST_SHOWN)
    throw new JsonLinesError([{ what: 'bad-lines', file, count: problems.length, lines }], { do: 'mend-lines' })
  }
  return parsed
}

/** The text without its byte order mark. Throws at the first byte that is not UTF-8: it would otherwise be lost silently. */
async function* decoded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

function notUtf8(file: string, cause: unknown): KnowledgeError {
  return new JsonLinesError([{ what: 'not-utf8', file }], { do: 'save-as-utf8' }, cause)
}

export function unreadable(file: string, cause: unknown): KnowledgeError {
  return new KnowledgeError('IMPORT_UNREADABLE', { what: 'file', file }, { do: 'check-path' }, { cause })
}
