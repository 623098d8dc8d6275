import { parseJson } from '../../knowledge/basics/parse-json.js'
import type { Shelf } from '../../knowledge/store/shelf.js'
import { type GoldenCase, goldenCase, goldenLineSchema, mergeCases, questionKey } from './golden-case.js'
import { CURATED_CASES, placedCases, readGoldenFiles } from './golden-folder.js'

/** The outcome that curation decided for a question. */
export interface CuratedCase {
  readonly text: string
  /** ISO 639 code */
  readonly language: string
  /** id of the pair that answers it; null = it must not be answered */
  readonly pairId: string | null
}

/**
 * Checks that a case can join the golden cases: no other case expects another answer to the same question.
 *
 * @throws KnowledgeError GOLDEN_CONTRADICTION, IMPORT_INVALID, IMPORT_UNREADABLE
 */
export async function checkCuratedCase(golden: Shelf, curated: CuratedCase): Promise<void> {
  const known = await placedCases(await readGoldenFiles(golden))
  mergeCases([...known, { golden: asGolden(curated), place: { what: 'this-decision' } }])
}

/** Adds or replaces a case among those that curation decided. Only one caller at a time. */
export async function keepCuratedCase(golden: Shelf, curated: CuratedCase): Promise<void> {
  const others = await linesWithout(golden, curated)
  await write(golden, [...others, JSON.stringify(asLine(curated))])
}

/** Removes a case whose decision was revoked. Only one caller at a time. */
export async function dropCuratedCase(golden: Shelf, curated: CuratedCase): Promise<void> {
  const lines = await curatedLines(golden)
  const others = await linesWithout(golden, curated)
  if (others.length < lines.length) await write(golden, others)
}

function asLine({ text, language, pairId }: CuratedCase) {
  return { text, relevant: pairId === null ? [] : [pairId], lang: language, kind: 'curation' }
}

function asGolden(curated: CuratedCase): GoldenCase {
  return goldenCase(goldenLineSchema.parse(asLine(curated)), 'curation')
}

async function linesWithout(golden: Shelf, curated: CuratedCase): Promise<readonly string[]> {
  const key = questionKey(curated)
  return (await curatedLines(golden)).filter((line) => {
    const parsed = goldenLineSchema.safeParse(parseJson(line))
    // A line that somebody damaged by hand is kept for them to repair.
    return !parsed.success || questionKey(goldenCase(parsed.data, 'curation')) !== key
  })
}

async function curatedLines(golden: Shelf): Promise<readonly string[]> {
  const text = (await golden.read(CURATED_CASES))?.toString('utf8') ?? ''
  return text.split('\n').filter((line) => line.trim() !== '')
}

async function write(golden: Shelf, lines: readonly string[]): Promise<void> {
  await golden.write(CURATED_CASES, lines.map((line) => `${line}\n`).join(''))
}
