import { z } from 'zod'
import { KnowledgeError } from '../knowledge/errors.js'
import { words } from '../knowledge/search/normalise.js'

/** A golden file's line: `{"text","relevant":[ids],"lang","kind","channel","critical"}`; the first three are those of a benchmark query. */
export const goldenLineSchema = z.object({
  text: z.string().min(1).max(2_000),
  relevant: z.array(z.string().min(1)).max(50),
  lang: z.string().nullable().default(null),
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

/**
 * One case per question: repeats that agree are merged (critical wins).
 *
 * @throws KnowledgeError GOLDEN_CONTRADICTION naming every question whose repeats disagree on what answers it
 */
export function mergeCases(cases: readonly GoldenCase[]): readonly GoldenCase[] {
  const byQuestion = new Map<string, GoldenCase>()
  const contradictions: string[] = []
  for (const next of cases) {
    const key = questionKey(next)
    const known = byQuestion.get(key)
    if (known === undefined) byQuestion.set(key, next)
    else if (sameAnswers(known, next)) byQuestion.set(key, { ...known, critical: known.critical || next.critical })
    else contradictions.push(`"${next.text}" → ${answersOf(known)} and ${answersOf(next)}`)
  }
  if (contradictions.length > 0) {
    throw new KnowledgeError(
      'GOLDEN_CONTRADICTION',
      `the golden set contradicts itself in ${contradictions.length} places:\n${contradictions.slice(0, 20).join('\n')}`,
      'decide which answer each question has and remove the other line',
    )
  }
  return [...byQuestion.values()]
}

/** Equal for cases that ask the same, word for word. */
export function questionKey({ text, language }: Pick<GoldenCase, 'text' | 'language'>): string {
  return `${language ?? ''} ${words(text).join(' ') || text}`
}

function sameAnswers(left: GoldenCase, right: GoldenCase): boolean {
  return answersOf(left) === answersOf(right)
}

function answersOf({ relevant }: GoldenCase): string {
  return relevant.length === 0 ? 'no answer' : [...new Set(relevant)].sort().join(' or ')
}
