import type { QnaPair } from '../content/qna-pair.js'
import { dayOf, isValidOn } from '../content/validity.js'
import type { LanguageDetector, Neighbour } from '../ports.js'
import { fold, normalise, words } from '../text/normalise.js'
import { type WordsInCommon, wordsInCommon } from '../text/words-in-common.js'
import { confidenceOf } from './confidence.js'
import { decide, leastConfidence } from './decide.js'
import { type Candidate, type Decision, type FallbackReason, MAX_QUESTION_CHARS, type Question } from './outcome.js'
import { openPrototypes } from './prototypes.js'
import { type RankedPair, rank } from './rank.js'
import { openLinearHead } from './ranker/linear-head.js'
import { nearestOutOfScope } from './ranker/out-of-scope.js'
import type { Ranker } from './ranker/ranker.js'
import { readRanker } from './ranker/ranker-file.js'
import type { Snapshot } from './snapshot.js'
import { mendText } from './spelling/spelling.js'
import { spokenLanguage } from './spoken-language.js'

/** Number of vector neighbours requested: several passages of one pair may take the first places. */
const NEIGHBOURS = 200
const MOST_CANDIDATES = 10
/** A question with at least this share of unknown telling words may be in another language. */
const MOSTLY_UNSEEN = 0.5
const NO_NEIGHBOURS: readonly Neighbour[] = []

/** One version, ready to answer. Results do not depend on earlier questions. */
export interface Searcher {
  readonly snapshot: Snapshot
  search(question: Question): Promise<Decision>
}

/** @throws KnowledgeError VERSION_DAMAGED when the version's ranker cannot be read */
export function createSearcher(snapshot: Snapshot, detector: LanguageDetector): Searcher {
  const { manifest, pairs, passages, vectors, index, embedder } = snapshot
  const ranker = readRanker(snapshot.ranker)
  const head = ranker.head === null ? null : openLinearHead(ranker.head)
  const prototypes = openPrototypes(passages, pairs.length, vectors)
  const neighboursOf = latestNeighbours((vector) => index.search(vector, NEIGHBOURS))
  const common = wordsInCommon()
  const rankedBy = latestKept<readonly RankedPair[]>()

  const search = async (question: Question): Promise<Decision> => {
    const normalised = normalise(question.text)
    const spoken = spokenLanguage(normalised, question.languageHint, manifest.languages, detector)
    const decision = { version: manifest.id, language: spoken.unlessSearched, normalised }
    const questionWords = words(normalised)
    const unsearchable = whyUnsearchable(normalised, questionWords)
    if (unsearchable !== null) {
      const outcome = { kind: 'fallback', reason: unsearchable, confidence: 0 } as const
      const thresholds = thresholdsOf(null, ranker)
      return { ...decision, outcome, candidates: [], unseenShare: null, nearestOutOfScope: null, thresholds }
    }
    const { mend } = snapshot.lexical
    const mended = mendText(normalised, mend)
    // Do not correct a text that is clearly in another language: its words would change to similar words of the knowledge base.
    const isAnother = mended !== normalised && (await spoken.isForeignEvenAs(mended))
    const meant = isAnother ? normalised : mended
    const [vector = null] = await embedder.embed([meant], 'query')
    const meantWords = words(meant)
    const lexical = snapshot.lexical.scoreMost(meantWords)
    const neighbours = vector === null ? NO_NEIGHBOURS : neighboursOf(vector)
    const ranked = rankedBy([lexical, neighbours, spoken.own, admissionKey(question)], () => {
      const learned = head?.score(meantWords, vector) ?? null
      const admits = admission(question)
      const evidence = { lexical, learned, neighbours, prototypeCosines: prototypes.cosinesWith(vector) }
      return rank({ pairs, passages, ...evidence, ranker, admits, language: spoken.own }, MOST_CANDIDATES)
    })
    const [best, second] = ranked
    const outside = nearestOutOfScope(ranker.outOfScope, ranker.denseFloor, vector)
    const foreign = lexical.unseenShare < MOSTLY_UNSEEN ? null : await spoken.foreign()
    const candidates = ranked.map((candidate) => {
      const rival = candidate === best ? second : best
      const confidence = confidenceOf(candidate, rival, { outside, foreign }, ranker)
      return explain(candidate, confidence, normalised, snapshot, common)
    })
    return {
      ...decision,
      language: foreign ?? (await spoken.inChat()),
      outcome: decide(ranked, candidates[0]?.confidence ?? 0, ranker),
      candidates,
      unseenShare: lexical.unseenShare,
      nearestOutOfScope: outside,
      thresholds: thresholdsOf(best?.pair ?? null, ranker),
    }
  }
  return { snapshot, search }
}

/** Spellings of one question mostly have the same vector: the latest result is kept. */
function latestNeighbours(search: (vector: Float32Array) => readonly Neighbour[]): typeof search {
  const found = latestKept<readonly Neighbour[]>()
  return (vector) => found(Array.from(vector), () => search(vector))
}

/** Keeps the latest value as long as its dependencies are the same. */
function latestKept<T>(): (dependsOn: readonly unknown[], make: () => T) => T {
  let latest: { readonly dependsOn: readonly unknown[]; readonly value: T } | null = null
  return (dependsOn, make) => {
    if (latest === null || dependsOn.some((one, i) => !Object.is(one, latest?.dependsOn[i]))) {
      latest = { dependsOn, value: make() }
    }
    return latest.value
  }
}

function whyUnsearchable(normalised: string, questionWords: readonly string[]): FallbackReason | null {
  if (questionWords.length === 0) return 'empty'
  return normalised.length > MAX_QUESTION_CHARS ? 'too-long' : null
}

/** A key that is equal for questions that admit the same pairs. */
function admissionKey({ filter, now }: Question): string {
  return JSON.stringify([dayOf(now), filter])
}

/** Whether a pair may answer the question: its metadata matches the filter, and it is valid today. */
function admission({ filter, now }: Question): (pair: QnaPair) => boolean {
  const wanted = Object.entries(filter)
  const today = dayOf(now)
  return (pair) =>
    isValidOn(pair, today) && wanted.every(([key, value]) => fold(pair.metadata[key] ?? '') === fold(value))
}

function thresholdsOf(best: QnaPair | null, ranker: Ranker): Decision['thresholds'] {
  const confidence = best === null ? ranker.confidenceThreshold : leastConfidence(best, ranker)
  return { confidence, ambiguityMargin: ranker.ambiguityMargin }
}

function explain(
  candidate: RankedPair,
  confidence: number,
  normalised: string,
  { passages }: Snapshot,
  common: WordsInCommon,
): Candidate {
  const { pair, score, signals, contributions } = candidate
  const phrasing = passages[candidate.phrasing]?.text ?? pair.question
  const matchedWords = common(normalised, [phrasing, pair.answer])
  return { pair, score, confidence, signals, contributions, phrasing, matchedWords }
}
