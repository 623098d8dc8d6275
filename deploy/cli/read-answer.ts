import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { PAIR_LIMITS } from '../../knowledge/content/qna-pair.js'
import { KnowledgeError } from '../../knowledge/errors.js'

/** The most bytes of a character in UTF-8. */
const BYTES_PER_CHARACTER = 4

/** @throws {KnowledgeError} IMPORT_UNREADABLE */
export async function readAnswer(path: string): Promise<string> {
  const file = resolve(path)
  try {
    const bytes = await readFile(file)
    if (bytes.length > PAIR_LIMITS.answerChars * BYTES_PER_CHARACTER) throw new Error('it is too large for an answer')
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : null
    throw new KnowledgeError(
      'IMPORT_UNREADABLE',
      { what: 'answer', file, why },
      { do: 'give-markdown-file' },
      { cause },
    )
  }
}
