import type { QnaPair } from '../../content/qna-pair.js'
import { isCourtesy } from '../../text/courtesy.js'
import { type CountedFeatures, countFeatures, letters, stem, stemPairs, stems } from '../../text/features.js'
import { contentWords } from '../../text/filler-words.js'
import { commonWords } from '../spelling/common-words.js'
import { type SpellingCorrector, spellingCorrector } from '../spelling/spelling.js'
import type { LeftOut } from './left-out.js'
import {
  ANSWER_SIGNALS,
  type AnswerSignal,
  collectLexicalParts,
  type LexicalParts,
  mapInTurns,
  PHRASING_SIGNALS,
  type PhrasingSignal,
} from './lexical-parts.js'
import type { Postings } from './postings.js'
import { bm25OfText, type SparseIndex, sparseIndex, type Weighting } from './sparse-index.js'

/** Compares a question's letters and words with the phrasings and answers of one version. */
export interface LexicalIndex {
  /**
   * @param questionWords corrected, see `mend`
   * @returns arrays that the next call overwrites, unless it has the same words: spellings of a question mostly fold to the same
   * words
   */
  score(questionWords: readonly string[]): LexicalScores
  /** A faster `score` whose numbers lack a little until they are completed: enough to select the pairs worth completing. */
  scoreMost(questionWords: readonly string[]): LexicalScores
  /** All words of the version. */
  readonly vocabulary: ReadonlySet<string>
  /** Corrects a typing mistake towards the version's own words; a possible word stays as it is. */
  readonly mend: SpellingCorrector
  /** Scores a text that the version does not contain, by the version's statistics, 0…1. */
  scoreText(questionWords: readonly string[], textWords: readonly string[]): Readonly<Record<AnswerSignal, number>>
}

type LexicalSignal = PhrasingSignal | AnswerSignal

/** One array per signal. Phrasing signals have one number per phrasing, answer signals one per pair; all are 0…1. */
export interface LexicalScores {
  readonly phrasing: Readonly<Record<PhrasingSignal, Float32Array>>
  readonly answer: Readonly<Record<AnswerSignal, Float32Array>>
  /** share of the question's telling words that do not occur in the version, not even misspelt or inflected, 0…1 */
  readonly unseenShare: number
  /** how to complete the numbers; absent where they are exact */
  readonly lacking?: Lacking
}

/** The missing part of incomplete numbers; a completed pair lacks nothing. */
export interface Lacking {
  /** by signal, the most that a number lacks */
  readonly most: Readonly<Record<LexicalSignal, number>>
  /** Makes the numbers of one pair and of its phrasings `from … to` exact. */
  complete(pair: number, from: number, to: number): void
  /** Makes every number exact. */
  completeAll(): void
}

export async function buildLexicalIndex(pairs: readonly QnaPair[]): Promise<LexicalIndex> {
  return openLexicalIndex(await collectLexicalParts(pairs))
}

export async function openLexicalIndex(parts: LexicalParts): Promise<LexicalIndex> {
  const phrasing = await mapInTurns(parts.phrasing, (postings) => scored(postings, 'cosine'))
  const answer = await mapInTurns(parts.answer, (postings) => scored(postings, 'bm25'))
  const fields = { ...phrasing, ...answer }
  const known = new Set(parts.vocabulary)
  const knownStems = new Set(parts.vocabulary.map(stem))
  const correct = spellingCorrector(parts.vocabulary, await commonWords())

  let latest: { readonly key: string; readonly scores: LexicalScores } | null = null

  const knows = (word: string) => knownStems.has(stem(word))
  const isTelling = (word: string) => known.has(word) || !isCourtesy(word)
  const ask = (allWords: readonly string[]) => {
    const telling = allWords.filter(isTelling)
    const questionWords = telling.length === 0 ? allWords : telling
    const asLetters = countFeatures(letters(questionWords))
    const asStems = countFeatures(stems(questionWords))
    const asPairs = countFeatures(stemPairs(questionWords))
    const views: Readonly<Record<LexicalSignal, CountedFeatures>> = {
      letters: asLetters,
      stems: asStems,
      stemPairs: asPairs,
      answerLetters: asLetters,
      answerStems: asStems,
      answerPairs: asPairs,
    }
    return { questionWords, views }
  }
  const scoresOf = (allWords: readonly string[], exactly: boolean): LexicalScores => {
    const { questionWords, views } = ask(allWords)
    const scoreAll = () => mapValues(fields, ({ index, scores }, signal) => index.score(views[signal], scores))
    const scoreMost = () => mapValues(fields, ({ index, scores }, signal) => index.scoreMost(views[signal], scores))
    const lacking = exactly ? null : lackingOf(scoreMost(), fields, scoreAll)
    if (exactly) scoreAll()
    return {
      phrasing: mapValues(phrasing, ({ scores }) => scores),
      answer: mapValues(answer, ({ scores }) => scores),
      unseenShare: share(contentWords(questionWords), (word) => !knows(word)),
      ...(lacking === null ? {} : { lacking }),
    }
  }
  const latestScores = (allWords: readonly string[], exactly: boolean): LexicalScores => {
    const key = `${exactly} ${allWords.join(' ')}`
    if (latest?.key !== key) latest = { key, scores: scoresOf(allWords, exactly) }
    return latest.scores
  }
  return {
    score: (allWords) => latestScores(allWords, true),
    scoreMost: (allWords) => latestScores(allWords, false),
    vocabulary: known,
    mend: (word) => (isTelling(word) ? correct(word) : [word]),
    scoreText(questionWords, textWords) {
      const { views } = ask(questionWords)
      return {
        answerLetters: bm25OfText(answer.answerLetters.index, views.letters, letters(textWords)),
        answerStems: bm25OfText(answer.answerStems.index, views.stems, stems(textWords)),
        answerPairs: bm25OfText(answer.answerPairs.index, views.stemPairs, stemPairs(textWords)),
      }
    },
  }
}

function lackingOf(
  leftOut: Readonly<Record<LexicalSignal, LeftOut>>,
  fields: Readonly<Record<LexicalSignal, Scored>>,
  completeAll: () => void,
): Lacking {
  const completed = new Set<number>()
  let all = false
  return {
    most: mapValues(leftOut, ({ most }) => most),
    complete(pair, from, to) {
      if (all || completed.has(pair)) return
      completed.add(pair)
      for (const signal of PHRASING_SIGNALS) leftOut[signal].add(from, to, fields[signal].scores)
      for (const signal of ANSWER_SIGNALS) leftOut[signal].add(pair, pair + 1, fields[signal].scores)
    },
    completeAll() {
      if (!all) completeAll()
      all = true
    },
  }
}

interface Scored {
  readonly index: SparseIndex
  /** scores of the latest query, one number per document */
  readonly scores: Float32Array
}

function scored(postings: Postings, weighting: Weighting): Scored {
  const index = sparseIndex(postings, weighting)
  return { index, scores: new Float32Array(index.size) }
}

function share(some: readonly string[], holds: (word: string) => boolean): number {
  return some.length === 0 ? 0 : some.filter(holds).length / some.length
}

function mapValues<K extends string, V, R>(values: Readonly<Record<K, V>>, map: (value: V, key: K) => R): Record<K, R> {
  return Object.fromEntries(Object.entries<V>(values).map(([key, value]) => [key, map(value, key as K)])) as Record<
    K,
    R
  >
}
