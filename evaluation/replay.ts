import type { Progress } from '../knowledge/ports.js'
import { type Outcome, shownPairs } from '../knowledge/search/outcome.js'
import type { Searcher } from '../knowledge/search/searcher.js'

/** A question as it was logged, already redacted. */
export interface LoggedQuestion {
  readonly text: string
  readonly language: string
  /** how often it was asked */
  readonly count: number
}

/** A logged question that two versions treat differently. Its right answer is unknown: a person has to look. */
export interface ReplayedChange {
  readonly question: string
  readonly language: string
  readonly count: number
  readonly before: ReplayedSide
  readonly after: ReplayedSide
}

export interface ReplayedSide {
  readonly kind: Outcome['kind']
  readonly pairIds: readonly string[]
  readonly confidence: number
}

export interface Replay {
  readonly asked: number
  /** most often asked first */
  readonly changed: readonly ReplayedChange[]
}

/** Asks two versions the questions that citizens really asked, and returns those with a different outcome. */
export async function replayLogged(
  before: Searcher,
  after: Searcher,
  questions: readonly LoggedQuestion[],
  now: Date,
  onProgress?: Progress,
): Promise<Replay> {
  const changed: ReplayedChange[] = []
  for (const [i, { text, language, count }] of questions.entries()) {
    const question = { text, languageHint: language, filter: {}, now }
    const [old, young] = [sideOf(await before.search(question)), sideOf(await after.search(question))]
    if (!sameSide(old, young)) changed.push({ question: text, language, count, before: old, after: young })
    onProgress?.('replay', i + 1, questions.length)
  }
  changed.sort((left, right) => right.count - left.count)
  return { asked: questions.length, changed }
}

function sideOf({ outcome }: { readonly outcome: Outcome }): ReplayedSide {
  return { kind: outcome.kind, pairIds: shownPairs(outcome).map(({ id }) => id), confidence: outcome.confidence }
}

function sameSide(left: ReplayedSide, right: ReplayedSide): boolean {
  return left.kind === right.kind && left.pairIds.join('\n') === right.pairIds.join('\n')
}
