import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { KnowledgeError } from '../knowledge/errors.js'
import { systemCode } from '../knowledge/version/durable-file.js'
import { type CaseOrigin, type GoldenCase, goldenCase, goldenLineSchema, mergeCases } from './golden.js'
import { readJsonLines } from './json-lines.js'

/** Golden cases that curation decided on are kept in this file, apart from those that editors write. */
export const CURATED_CASES = 'curation.jsonl'

/** The golden files of a folder, in order of their names; none when the folder does not exist. */
export async function goldenFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  })
  return names
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(folder, name))
}

/**
 * Every golden case in a folder, one per question. An empty folder gives none, which the gate holds.
 *
 * @throws KnowledgeError IMPORT_INVALID naming the file and every bad line
 * @throws KnowledgeError GOLDEN_CONTRADICTION
 */
export async function readGoldenFolder(folder: string): Promise<readonly GoldenCase[]> {
  const cases: GoldenCase[] = []
  const problems: KnowledgeError[] = []
  for (const file of await goldenFiles(folder)) {
    try {
      const lines = await readJsonLines(file, goldenLineSchema)
      cases.push(...lines.map((line) => goldenCase(line, originOf(file))))
    } catch (error) {
      if (!(error instanceof KnowledgeError)) throw error
      problems.push(error)
    }
  }
  const [first, ...others] = problems
  if (first === undefined) return mergeCases(cases)
  const messages = problems.map(({ message }) => message).join('\n')
  throw others.length === 0 ? first : new KnowledgeError(first.code, messages, first.hint, { cause: first })
}

function originOf(file: string): CaseOrigin {
  return basename(file) === CURATED_CASES ? 'curation' : 'golden'
}
