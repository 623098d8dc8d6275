import { flatMapInTurns } from '../basics/in-turns.js'
import type { QnaPair } from './qna-pair.js'

/** One question or alternate question of a pair. */
export interface Phrasing {
  /** position of the pair in the version */
  readonly pair: number
  readonly text: string
}

/** A text that is embedded and indexed: a phrasing, or a sentence of an answer. Row i of a version's vectors is passage i. */
export interface Passage extends Phrasing {
  readonly part: 'phrasing' | 'answer'
}

/** Most sentences of one answer that are embedded; a longer answer is represented by its beginning. */
const MOST_SENTENCES = 40
/** Shorter pieces ("Yes.", "Note:") are close to everything. */
const LEAST_WORDS = 3
/** Splitting an answer into sentences takes some microseconds. */
const ANSWERS_PER_TURN = 1_000

/** Every phrasing of every pair, in order: a pair's question first, then its alternate questions. */
export function phrasingsOf(pairs: readonly QnaPair[]): readonly Phrasing[] {
  return pairs.flatMap((pair, position) =>
    [pair.question, ...pair.alternateQuestions].map((text) => ({ pair: position, text })),
  )
}

/** Every passage of a version: all phrasings in the order of `phrasingsOf`, then the sentences of all answers. */
export function passagesOf(pairs: readonly QnaPair[]): readonly Passage[] {
  return [...phrasingPassages(pairs), ...pairs.flatMap(answerPassages)]
}

/** `passagesOf` for a whole knowledge base: other work can run in between. */
export async function passagesInTurns(pairs: readonly QnaPair[]): Promise<readonly Passage[]> {
  return [...phrasingPassages(pairs), ...(await flatMapInTurns(pairs, ANSWERS_PER_TURN, answerPassages))]
}

function phrasingPassages(pairs: readonly QnaPair[]): readonly Passage[] {
  return phrasingsOf(pairs).map(({ pair, text }) => ({ pair, text, part: 'phrasing' }))
}

function answerPassages(pair: QnaPair, position: number): readonly Passage[] {
  return sentencesOf(pair).map((text) => ({ pair: position, text, part: 'answer' }))
}

/** The sentences of an answer without link targets; list items and lines count as sentences. */
export function sentencesOf({ answer, language }: Pick<QnaPair, 'answer' | 'language'>): readonly string[] {
  const plain = withoutLinkTargets(answer).replace(/https?:\/\/\S+/g, ' ')
  const segmenter = segmenterFor(language)
  return plain
    .split(/\n+/)
    .flatMap((line) => [...segmenter.segment(line)].map(({ segment }) => segment.trim()))
    .filter((sentence) => (sentence.match(/[\p{L}\p{N}]+/gu) ?? []).length >= LEAST_WORDS)
    .slice(0, MOST_SENTENCES)
}

/** `[a](b)` becomes `[a]`. With an expression, many brackets that nothing closes would take time quadratic in their number. */
function withoutLinkTargets(markdown: string): string {
  let kept = ''
  let at = 0
  for (;;) {
    const opens = markdown.indexOf('](', at)
    const closes = opens === -1 ? -1 : markdown.indexOf(')', opens)
    if (closes === -1) return kept + markdown.slice(at)
    kept += markdown.slice(at, opens + 1)
    at = closes + 1
  }
}

const segmenters = new Map<string, Intl.Segmenter>()

function segmenterFor(language: string): Intl.Segmenter {
  const known = segmenters.get(language)
  if (known !== undefined) return known
  const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' })
  segmenters.set(language, segmenter)
  return segmenter
}
