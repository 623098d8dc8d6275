import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { systemCode } from '../../knowledge/store/durable-file.js'
import {
  type CaseOrigin,
  type GoldenCase,
  goldenCase,
  goldenLineSchema,
  mergeCases,
  type PlacedCase,
} from './golden-case.js'
import { JsonLinesError, parseJsonLines, unreadable } from './json-lines.js'

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

/** A golden file, read. */
export interface GoldenFile {
  /** absolute path */
  readonly file: string
  readonly content: Uint8Array
}

/**
 * The golden files of a folder as they are, unchecked.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE
 */
export async function readGoldenFiles(folder: string): Promise<readonly GoldenFile[]> {
  const read = async (file: string): Promise<GoldenFile> => {
    const content = await readFile(file).catch((cause: unknown) => {
      throw unreadable(file, cause)
    })
    return { file, content }
  }
  return Promise.all((await goldenFiles(folder)).map(read))
}

/**
 * Every golden case in a folder, one per question. An empty folder gives none, which the gate holds.
 *
 * @throws KnowledgeError IMPORT_INVALID naming the file and every bad line
 * @throws KnowledgeError GOLDEN_CONTRADICTION naming both lines
 */
export async function readGoldenFolder(folder: string): Promise<readonly GoldenCase[]> {
  return goldenCasesOf(await readGoldenFiles(folder))
}

/**
 * Every case of golden files, one per question.
 *
 * @throws KnowledgeError IMPORT_INVALID, GOLDEN_CONTRADICTION as `readGoldenFolder` does
 */
export async function goldenCasesOf(files: readonly GoldenFile[]): Promise<readonly GoldenCase[]> {
  return mergeCases(await placedCases(files))
}

/**
 * Every case of golden files, with its file and line.
 *
 * @throws KnowledgeError IMPORT_INVALID naming the file and every bad line
 */
export async function placedCases(files: readonly GoldenFile[]): Promise<readonly PlacedCase[]> {
  const cases: PlacedCase[] = []
  const failures: JsonLinesError[] = []
  for (const { file, content } of files) {
    try {
      const lines = await parseJsonLines(file, content, goldenLineSchema)
      cases.push(
        ...lines.map(({ line, value }) => ({
          golden: goldenCase(value, originOf(file)),
          place: { what: 'file-line', file, line } as const,
        })),
      )
    } catch (error) {
      if (!(error instanceof JsonLinesError)) throw error
      failures.push(error)
    }
  }
  const [first] = failures
  if (first === undefined) return cases
  throw failures.length === 1
    ? first
    : new JsonLinesError(
        failures.flatMap(({ files }) => files),
        first.next,
        first,
      )
}

function originOf(file: string): CaseOrigin {
  return basename(file) === CURATED_CASES ? 'curation' : 'golden'
}
