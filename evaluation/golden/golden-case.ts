import { z } from 'zod'
import { languageTag } from '../../knowledge/content/qna-pair.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { samePhrasing } from '../../knowledge/text/same-phrasing.js'
import type { Part } from '../../knowledge/words/error-facts.js'

/**
 * A line of a golden file: `{"text","relevant":[ids],"lang","kind","channel","critical"}`; the first three fields are those of a
 * benchmark query. Unknown fields are refused: a misspelt `critical` would silently make a critical case an ordinary one.
 */
export const goldenLineSchema = z.strictObject({
  text: z.string().trim().min(1).max(2_000),
  relevant: z.array(z.string().min(1)).max(50),
  lang: languageTag.nullable().default(null),
  kind: z.string().nullable().default(null),
  channel: z.string().nullable().default(null),
  critical: z.boolean().default(false),
})

/** Where a case comes from: written by an editor, decided in curation, proposed and accepted, or seen in the log. */
export type CaseOrigin = 'golden' | 'curation' | 'accepted' | 'log'

/** A labelled question. `relevant` names every pair that answers it; empty = it must not be answered. */
export interface GoldenCase {
  readonly text: string
  readonly relevant: readonly string[]
  readonly language: string | null
  readonly kind: string | null
  /** the channel on which such a question is asked, e.g. `directline`; null = any */
  readonly channel: string | null
  /** must never regress */
  readonly critical: boolean
  readonly origin: CaseOrigin
}

export function goldenCase(line: z.infer<typeof goldenLineSchema>, origin: CaseOrigin): GoldenCase {
  const { text, relevant, lang, kind, channel, critical } = line
  return { text, relevant, language: lang, kind, channel, critical, origin }
}

/** Most contradictions that an error lists. */
const MOST_SHOWN = 20

/** A case with its place, for messages. */
export interface PlacedCase {
  readonly golden: GoldenCase
  readonly place: Part
}

/**
 * One case per question: repeats that agree are merged (critical wins).
 *
 * @throws KnowledgeError GOLDEN_CONTRADICTION naming every question whose repeats disagree on what answers it, and both places
 */
export function mergeCases(cases: readonly PlacedCase[]): readonly GoldenCase[] {
  const byQuestion = new Map<string, PlacedCase>()
  const contradictions: Part[] = []
  for (const next of cases) {
    const key = questionKey(next.golden)
    const known = byQuestion.get(key)
    if (known === undefined) byQuestion.set(key, next)
    else if (sameAnswers(known.golden, next.golden)) byQuestion.set(key, mergedCase(known, next))
    else contradictions.push(twoAnswers(known, next))
  }
  if (contradictions.length > 0) {
    const facts = { count: contradictions.length, contradictions: contradictions.slice(0, MOST_SHOWN) }
    throw new KnowledgeError('GOLDEN_CONTRADICTION', facts, { do: 'choose-one-answer' })
  }
  return [...byQuestion.values()].map(({ golden }) => golden)
}

function mergedCase({ golden, place }: PlacedCase, { golden: { critical } }: PlacedCase): PlacedCase {
  return { golden: { ...golden, critical: golden.critical || critical }, place }
}

/** A key that is equal for cases with the same words and language. */
export function questionKey({ text, language }: Pick<GoldenCase, 'text' | 'language'>): string {
  return `${language ?? ''} ${samePhrasing(text)}`
}

function sameAnswers(left: GoldenCase, right: GoldenCase): boolean {
  return answersOf(left).join(' ') === answersOf(right).join(' ')
}

function twoAnswers(known: PlacedCase, next: PlacedCase): Part {
  const [first, second] = [answerPart(known.golden), answerPart(next.golden)]
  const places = { firstPlace: known.place, secondPlace: next.place }
  return { what: 'two-answers', question: next.golden.text, first, second, ...places }
}

function answerPart(golden: GoldenCase): string | Part {
  const [first, ...others] = answersOf(golden)
  if (first === undefined) return { what: 'no-answer' }
  return others.reduce<string | Part>((before, second) => ({ what: 'either', first: before, second }), first)
}

function answersOf({ relevant }: GoldenCase): readonly string[] {
  return [...new Set(relevant)].sort()
}
