import { contradictionsIn } from '../../knowledge/content/import/contradictions.js'
import { pairKey, type QnaPair } from '../../knowledge/content/qna-pair.js'
import type { Searcher } from '../../knowledge/search/searcher.js'
import { isCourtesy } from '../../knowledge/text/courtesy.js'
import { words } from '../../knowledge/text/normalise.js'
import type { Thief } from './findings.js'

/**
 * Pairs that take each other's questions although their answers differ: they have a phrasing in common, whatever its courtesy
 * and the order of its words, or a pair's own question finds another pair first.
 *
 * @returns with the milliseconds that each pair's own question took
 */
export async function collisionsIn(
  pairs: readonly QnaPair[],
  searcher: Searcher,
  now: Date,
): Promise<{ readonly collisions: readonly Thief[]; readonly times: readonly number[] }> {
  const repeated = repeatedIn(pairs)
  const known = new Set(repeated.flatMap(({ pair, of }) => [`${pair} ${of}`, `${of} ${pair}`]))
  const taken = new Map<string, number>()
  const times: number[] = []
  for (const pair of pairs) {
    const startMs = performance.now()
    const { candidates } = await searcher.search({ text: pair.question, languageHint: pair.language, filter: {}, now })
    times.push(performance.now() - startMs)
    const isRight = (other: QnaPair) => other.id === pair.id || other.answer === pair.answer
    const [first] = candidates
    const isThere = candidates.some((candidate) => isRight(candidate.pair))
    if (first === undefined || !isThere || isRight(first.pair)) continue
    const thief = pairKey(first.pair)
    if (!known.has(`${thief} ${pairKey(pair)}`)) taken.set(thief, (taken.get(thief) ?? 0) + 1)
  }
  const thieves = [...taken].map(([pair, questions]) => ({ kind: 'takes-questions', pair, questions }) as const)
  return { collisions: [...repeated, ...thieves], times }
}

function repeatedIn(pairs: readonly QnaPair[]) {
  const alike = pairs.map((pair) => ({
    ...pair,
    question: barely(pair.question),
    alternateQuestions: pair.alternateQuestions.map(barely),
  }))
  const found = contradictionsIn(alike.map((pair) => ({ line: null, idFromFile: true, pair })))
  return found.map(
    ({ first, second }) => ({ kind: 'repeats-question', pair: pairKey(second.pair), of: pairKey(first.pair) }) as const,
  )
}

/** The words of a phrasing without courtesy, in alphabetical order; the phrasing itself where nothing else is left. */
function barely(phrasing: string): string {
  return (
    words(phrasing.replace(/\bpor favor\b/gi, ' '))
      .filter((word) => !isCourtesy(word))
      .sort()
      .join(' ') || phrasing
  )
}
