import { pairKey, type QnaPair } from '../../knowledge/content/qna-pair.js'
import { contentWords } from '../../knowledge/text/filler-words.js'
import { fnv1a, mix32 } from '../../knowledge/text/hash32.js'
import { words } from '../../knowledge/text/normalise.js'
import { withNoise } from '../noise.js'
import { openTemporaryVersion, type TemporaryMaking } from '../temporary-version.js'

/** A question asked of a version that does not know its wording. */
export interface HeldOutQuestion {
  /** `pairKey` of the pair that it belongs to */
  readonly pair: string
  readonly language: string
  readonly asked: string
  /** `phrasing`: a phrasing that was left out; `spelling`: the question of a pair without any, as people mistype or shorten it */
  readonly from: 'phrasing' | 'spelling'
  /** rank of a pair with the right answer, counted from 1; null beyond the tenth place */
  readonly rank: number | null
  /** `pairKey` of the pair that came first in its place; null when it came first itself, or none did */
  readonly taken: string | null
}

/** Most versions that are made without phrasings, and enough questions to stop before. */
const MOST_ROUNDS = 3
const ENOUGH_QUESTIONS = 200
/** In a version with more phrasings, one round gives enough questions. */
const MOST_PHRASINGS = 10_000

interface Asked {
  readonly pair: QnaPair
  readonly text: string
  readonly from: HeldOutQuestion['from']
}

/**
 * Asks the phrasings of pairs, each of a version that lacks it: one phrasing of every pair that has several is left out, in up to
 * three rounds. A pair with only its question is asked that question misspelt, without accents, and shortened. The same pairs
 * always give the same questions.
 */
export async function askHeldOut(
  pairs: readonly QnaPair[],
  making: TemporaryMaking,
  now: Date,
): Promise<readonly HeldOutQuestion[]> {
  const found: HeldOutQuestion[] = []
  const total = pairs.reduce((sum, { alternateQuestions }) => sum + 1 + alternateQuestions.length, 0)
  const rounds = total > MOST_PHRASINGS ? 1 : MOST_ROUNDS
  for (let round = 0; round < rounds; round++) {
    const { left, asked } = leaveOut(pairs, round)
    if (asked.length === 0 || found.length >= ENOUGH_QUESTIONS) break
    const version = await openTemporaryVersion(left, making)
    try {
      for (const { pair, text, from } of asked) {
        const question = { text, languageHint: pair.language, filter: {}, now }
        const { candidates } = await version.searcher.search(question)
        const isRight = (other: QnaPair) => other.id === pair.id || other.answer === pair.answer
        const place = candidates.findIndex((candidate) => isRight(candidate.pair))
        const first = candidates[0]
        found.push({
          pair: pairKey(pair),
          language: pair.language,
          asked: text,
          from,
          rank: place === -1 ? null : place + 1,
          taken: first === undefined || place === 0 ? null : pairKey(first.pair),
        })
      }
    } finally {
      await version.close()
    }
  }
  return found
}

/** The pairs without one phrasing each, and the questions to ask them. */
function leaveOut(pairs: readonly QnaPair[], round: number) {
  const asked: Asked[] = []
  const left = pairs.map((pair) => {
    const phrasings = [...new Set(pair.alternateQuestions)].sort((one, other) => placeOf(one) - placeOf(other))
    const out = phrasings[round]
    if (out !== undefined) {
      asked.push({ pair, text: out, from: 'phrasing' })
      return { ...pair, alternateQuestions: pair.alternateQuestions.filter((phrasing) => phrasing !== out) }
    }
    if (phrasings.length === 0 && round === 0) asked.push(...spellingsOf(pair))
    return pair
  })
  return { left, asked }
}

function spellingsOf(pair: QnaPair): readonly Asked[] {
  const { question } = pair
  const texts = [
    withNoise(question, 'no-accents'),
    withNoise(question, 'typos'),
    contentWords(words(question)).join(' '),
  ]
  return [...new Set(texts)]
    .filter((text) => text !== '' && text !== question)
    .map((text) => ({ pair, text, from: 'spelling' }))
}

/** By a hash of the text, so that the order in a file decides nothing. */
function placeOf(phrasing: string): number {
  return mix32(fnv1a(phrasing))
}
