import { z } from 'zod'
import { languageTag } from '../../knowledge/content/qna-pair.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { words } from '../../knowledge/text/normalise.js'

/**
 * A golden file's line: `{"text","relevant":[ids],"lang","kind","channel","critical"}`; the first three are those of a benchmark
 * query. Any other field is refused: misspelt, it would turn a critical case into a common one without a word.
 */
export const goldenLineSchema = z.strictObject({
  text: z.string().trim().min(1).max(2_000),
  relevant: z.array(z.string().min(1)).max(50),
  lang: languageTag.nullable().default(null),
  kind: z.string().nullable().default(null),
  channel: z.string().nullable().default(null),
  critical: z.boolean().default(false),
})

/** Where a case comes from: written by an editor, decided in curation, or seen in the log. */
export type CaseOrigin = 'golden' | 'curation' | 'log'

/** A labelled question. `relevant` names every pair that answers it; none = it must not be answered. */
export interface GoldenCase {
  readonly text: string
  readonly relevant: readonly string[]
  readonly language: string | null
  readonly kind: string | null
  /** where such a question is asked, e.g. `directline`; null = anywhere */
  readonly channel: string | null
  /** must never regress */
  readonly critical: boolean
  readonly origin: CaseOrigin
}

export function goldenCase(line: z.infer<typeof goldenLineSchema>, origin: CaseOrigin): GoldenCase {
  const { text, relevant, lang, kind, channel, critical } = line
  return { text, relevant, language: lang, kind, channel, critical, origin }
}

/** A case, and where it was found, as errors name it. */
export interface PlacedCase {
  readonly golden: GoldenCase
  /** e.g. `golden/mine.jsonl line 3` */
  readonly place: string
}

/**
 * One case per question: repeats that agree are merged (critical wins).
 *
 * @throws KnowledgeError GOLDEN_CONTRADICTION naming every question whose repeats disagree on what answers it, and both places
 */
export function mergeCases(cases: readonly PlacedCase[]): readonly GoldenCase[] {
  const byQuestion = new Map<string, PlacedCase>()
  const contradictions: string[] = []
  for (const next of cases) {
    const key = questionKey(next.golden)
    const known = byQuestion.get(key)
    if (known === undefined) byQuestion.set(key, next)
    else if (sameAnswers(known.golden, next.golden)) byQuestion.set(key, mergedCase(known, next))
    else contradictions.push(`"${next.golden.text}" → ${answersAt(known)} and ${answersAt(next)}`)
  }
  if (contradictions.length > 0) {
    throw new KnowledgeError(
      'GOLDEN_CONTRADICTION',
      `the golden set contradicts itself in ${contradictions.length} places:\n${contradictions.slice(0, 20).join('\n')}`,
      'decide which answer each question has and remove the other line',
    )
  }
  return [...byQuestion.values()].map(({ golden }) => golden)
}

function mergedCase({ golden, place }: PlacedCase, { golden: { critical } }: PlacedCase): PlacedCase {
  return { golden: { ...golden, critical: golden.critical || critical }, place }
}

/** Equal for cases that ask the same, word for word. */
export function questionKey({ text, language }: Pick<GoldenCase, 'text' | 'language'>): string {
  return `${language ?? ''} ${words(text).join(' ') || text}`
}

function sameAnswers(left: GoldenCase, right: GoldenCase): boolean {
  return answersOf(left) === answersOf(right)
}

function answersAt({ golden, place }: PlacedCase): string {
  return `${answersOf(golden)} (${place})`
}

function answersOf({ relevant }: GoldenCase): string {
  return relevant.length === 0 ? 'no answer' : [...new Set(relevant)].sort().join(' or ')
}
