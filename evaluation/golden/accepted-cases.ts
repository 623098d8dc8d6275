import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { ReadShelf, Shelf } from '../../knowledge/store/shelf.js'
import { type GoldenCase, goldenCase, goldenLineSchema, mergeCases, questionKey } from './golden-case.js'
import { ACCEPTED_CASES, placedCases, readGoldenFiles } from './golden-folder.js'
import { parseJsonLines } from './json-lines.js'

/** A question that a person accepted as a golden case; `kind` tells where it came from. */
export interface AcceptedCase {
  readonly text: string
  readonly language: string
  /** ids of the pairs that answer it; empty = it must not be answered */
  readonly relevant: readonly string[]
  readonly kind: string
}

/** The cases that people accepted; none while nobody did. @throws KnowledgeError IMPORT_INVALID when a line is damaged */
export async function readAcceptedCases(golden: ReadShelf): Promise<readonly GoldenCase[]> {
  const content = await golden.read(ACCEPTED_CASES)
  if (content === null) return []
  const lines = await parseJsonLines(golden.path(ACCEPTED_CASES), content, goldenLineSchema)
  return lines.map(({ value }) => goldenCase(value, 'accepted'))
}

/**
 * Adds cases to the accepted ones. Only one caller at a time.
 *
 * @throws KnowledgeError GOLDEN_CONTRADICTION when another case expects something else; nothing is added then
 */
export async function keepAcceptedCases(golden: Shelf, added: readonly AcceptedCase[]): Promise<void> {
  const lines = added.map(({ text, language, relevant, kind }) => ({ text, relevant, lang: language, kind }))
  const known = await placedCases(await readGoldenFiles(golden))
  const placed = lines.map((line) => {
    return { golden: goldenCase(goldenLineSchema.parse(line), 'accepted'), place: { what: 'this-decision' } as const }
  })
  mergeCases([...known, ...placed])
  const before = (await golden.read(ACCEPTED_CASES))?.toString('utf8') ?? ''
  const begun = before === '' || before.endsWith('\n') ? before : `${before}\n`
  await golden.write(ACCEPTED_CASES, begun + lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/**
 * The pairs without the phrasings that serve as golden cases: a version that has learnt a question cannot be judged by it. Only
 * alternate questions go; they come back when their case is taken out of the file.
 */
export function withoutAccepted(pairs: readonly QnaPair[], accepted: readonly GoldenCase[]): readonly QnaPair[] {
  const judged = new Set(accepted.map(questionKey))
  if (judged.size === 0) return pairs
  return pairs.map((pair) => {
    const left = pair.alternateQuestions.filter(
      (phrasing) => !judged.has(questionKey({ text: phrasing, language: pair.language })),
    )
    return left.length === pair.alternateQuestions.length ? pair : { ...pair, alternateQuestions: left }
  })
}
