import type { ReadShelf, ShelfKind } from '../../knowledge/store/shelf.js'
import {
  type CaseOrigin,
  type GoldenCase,
  goldenCase,
  goldenLineSchema,
  mergeCases,
  type PlacedCase,
} from './golden-case.js'
import { JsonLinesError, parseJsonLines, unreadable } from './json-lines.js'

/** The golden files: the questions on which every version is judged. */
export const GOLDEN: ShelfKind = { name: 'golden' }

/** File of the golden cases that curation decided, apart from the files that editors write. */
export const CURATED_CASES = 'curation.jsonl'

/** File of the proposed cases that people accepted. */
export const ACCEPTED_CASES = 'accepted.jsonl'

/** Names of the golden files on a shelf, sorted; empty when there is no shelf. */
export async function goldenFiles(shelf: ReadShelf): Promise<readonly string[]> {
  return (await shelf.names()).filter((name) => name.endsWith('.jsonl'))
}

/** A golden file with its contents. */
export interface GoldenFile {
  readonly name: string
  /** its location, for errors */
  readonly place: string
  readonly content: Uint8Array
}

/**
 * The golden files of a shelf as they are, unchecked.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE
 */
export async function readGoldenFiles(shelf: ReadShelf): Promise<readonly GoldenFile[]> {
  const read = async (name: string): Promise<GoldenFile> => {
    const place = shelf.path(name)
    const content = await shelf.read(name).catch((cause: unknown) => {
      throw unreadable(place, cause)
    })
    if (content === null) throw unreadable(place, null)
    return { name, place, content }
  }
  return Promise.all((await goldenFiles(shelf)).map(read))
}

/**
 * Every golden case on a shelf, one per question. An empty shelf gives none; the gate then holds.
 *
 * @throws KnowledgeError IMPORT_INVALID naming the file and every bad line
 * @throws KnowledgeError GOLDEN_CONTRADICTION naming both lines
 */
export async function readGoldenFolder(shelf: ReadShelf): Promise<readonly GoldenCase[]> {
  return goldenCasesOf(await readGoldenFiles(shelf))
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
  for (const { name, place, content } of files) {
    try {
      const lines = await parseJsonLines(place, content, goldenLineSchema)
      cases.push(
        ...lines.map(({ line, value }) => ({
          golden: goldenCase(value, originOf(name)),
          place: { what: 'file-line', file: place, line } as const,
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

function originOf(name: string): CaseOrigin {
  if (name === ACCEPTED_CASES) return 'accepted'
  return name === CURATED_CASES ? 'curation' : 'golden'
}
