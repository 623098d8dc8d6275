import { seededRandom } from '../../evaluation/statistics/random.js'
import type { ExplainedCase } from './explain.js'

/** Wrong answers to show per set. */
const SHOWN = 5

/**
 * A few wrong answers that citizens would have got, drawn with a seed, for people to discuss. They quote the questions of a
 * set, so they are only for the screen and not for a stored report.
 */
export function wrongAnswers(set: string, cases: readonly ExplainedCase[], seed: number): string {
  const answered = cases.filter(
    ({ decision: { outcome } }) => outcome.kind === 'answered' || outcome.kind === 'handoff',
  )
  const wrong = answered.filter(({ right }) => !right)
  return [
    `${set}: ${wrong.length} of ${answered.length} answers wrong (${cases.length} questions, seed ${seed})`,
    ...drawn(wrong, seed).flatMap(described),
    '',
  ].join('\n')
}

function drawn<T>(all: readonly T[], seed: number): readonly T[] {
  const random = seededRandom(seed)
  return all
    .map((one) => ({ one, place: random() }))
    .sort((left, right) => left.place - right.place)
    .slice(0, SHOWN)
    .map(({ one }) => one)
}

function described({ query: { text, relevant }, decision, finding }: ExplainedCase): readonly string[] {
  const [best] = decision.candidates
  if (best === undefined) return []
  const [strongest, gave] = Object.entries(best.contributions).reduce((most, one) => (one[1] > most[1] ? one : most))
  return [
    `  ? ${text}`,
    `    expected   ${relevant.length === 0 ? 'no answer' : relevant.join(', ')}`,
    `    given      ${finding.ranked[0]} (${best.phrasing})`,
    `    confidence ${decision.outcome.confidence.toFixed(2)}`,
    `    strongest  ${strongest}: ${gave.toFixed(2)} of ${best.score.toFixed(2)}`,
  ]
}
