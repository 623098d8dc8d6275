import { languagesByName } from '../../encoder/shipped-encoder.js'
import { NOTHING_OUT_OF_SCOPE } from './out-of-scope.js'
import type { Ranker } from './ranker.js'

/** Name of the one embedder that knows letters only. */
export const LETTERS_EMBEDDER = 'hashed-ngrams'

/** For an embedder that knows letters only: its dense similarity adds little to the signal `letters`. */
const LETTERS: Ranker = {
  weights: {
    dense: 0.12,
    denseAnswer: 0,
    letters: 0.16,
    stems: 0.22,
    stemPairs: 0.43,
    answerLetters: 0.73,
    answerStems: 0.43,
    answerPairs: 0.12,
  },
  denseFloor: 0,
  linearScale: 1,
  confidence: { bias: -2.23, score: 6.13 },
  leadWeight: 0.5,
  outOfScopeWeight: 0,
  foreignFactor: 1,
  foreignLanguages: null,
  confidenceThreshold: 0.51,
  stricter: [],
  clarificationThreshold: 0.25,
  ambiguityMargin: 0.05,
  head: null,
  outOfScope: NOTHING_OUT_OF_SCOPE,
}

/** For an embedder that knows meaning. */
const MEANING: Ranker = {
  ...LETTERS,
  weights: {
    dense: 1,
    denseAnswer: 0.33,
    letters: 0.11,
    stems: 0.07,
    stemPairs: 0.32,
    answerLetters: 1.08,
    answerStems: 0.49,
    answerPairs: 0.18,
    prototype: 0.43,
  },
  confidence: { bias: -2.25, score: 6.09 },
  foreignFactor: 1.5,
}

/** The properties of an embedder that a ranker depends on. */
export interface EmbedderKnowledge {
  readonly name: string
  /** the languages it understands; by default derived from its name */
  readonly languages?: readonly string[] | null
}

/** The ranker of a version without data to fit one, chosen by its embedder. */
export function defaultRanker({ name, languages = null }: EmbedderKnowledge): Ranker {
  if (name === LETTERS_EMBEDDER) return LETTERS
  const understood = languages ?? languagesByName(name)
  return understood === null ? MEANING : { ...MEANING, foreignLanguages: [...understood] }
}
