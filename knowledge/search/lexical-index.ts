import { setImmediate as nextTurn } from 'node:timers/promises'
import { contentWords } from '../content/filler-words.js'
import type { QnaPair } from '../content/qna-pair.js'
import { isCourtesy } from './courtesy.js'
import { type CountedFeatures, countFeatures, type FeatureView, letters, stem, stemPairs, stems } from './features.js'
import { words } from './normalise.js'
import { type Postings, postingsBuilder, type Terms } from './postings.js'
import { bm25OfText, type SparseIndex, sparseIndex, type Weighting } from './sparse-index.js'
import { spellingCorrector, type Vocabulary, vocabularyOf } from './spelling.js'

/** How a question's letters and words meet the phrasings and answers of one version. */
export interface LexicalIndex {
  /**
   * Stems are compared after slips of the finger are mended towards the version's own words; letters need no mending.
   *
   * @returns arrays that the next call writes over, unless it is about the same words: the spellings of a question mostly fold to
   * the same
   */
  score(questionWords: readonly string[]): LexicalScores
  /** How the question meets a text that the version does not have, by the version's statistics, 0…1. */
  scoreText(questionWords: readonly string[], textWords: readonly string[]): Readonly<Record<AnswerSignal, number>>
}

/** One array per signal. Phrasing signals have one number per phrasing, answer signals one per pair; all are 0…1. */
export interface LexicalScores {
  readonly phrasing: Readonly<Record<PhrasingSignal, Float32Array>>
  readonly answer: Readonly<Record<AnswerSignal, Float32Array>>
  /** share of the question's telling words that stand nowhere in the version, not even misspelt or inflected, 0…1 */
  readonly unseenShare: number
}

export const PHRASING_SIGNALS = ['letters', 'stems', 'stemPairs'] as const
export const ANSWER_SIGNALS = ['answerLetters', 'answerStems', 'answerPairs'] as const
export type PhrasingSignal = (typeof PHRASING_SIGNALS)[number]
export type AnswerSignal = (typeof ANSWER_SIGNALS)[number]

/** What an index is made of: it follows from the pairs alone, and is kept with a version. */
export interface LexicalParts {
  /** one document per phrasing, in the order of `phrasingsOf` */
  readonly phrasing: Readonly<Record<PhrasingSignal, Postings>>
  /** one document per pair: everything it says, as a question may be told by a word that only the answer holds */
  readonly answer: Readonly<Record<AnswerSignal, Postings>>
  readonly vocabulary: Vocabulary
}

/** Pairs looked at before other work gets its turn. */
const PAIRS_PER_TURN = 200

export async function buildLexicalIndex(pairs: readonly QnaPair[]): Promise<LexicalIndex> {
  return openLexicalIndex(await collectLexicalParts(pairs))
}

export async function collectLexicalParts(pairs: readonly QnaPair[]): Promise<LexicalParts> {
  const phrasing = {
    letters: wordFieldBuilder(letters),
    stems: wordFieldBuilder(stems),
    stemPairs: fieldBuilder(stemPairs),
  }
  const answer = {
    answerLetters: wordFieldBuilder(letters),
    answerStems: wordFieldBuilder(stems),
    answerPairs: fieldBuilder(stemPairs),
  }
  const counts = new Map<string, number>()
  for (const [done, pair] of pairs.entries()) {
    if (done % PAIRS_PER_TURN === 0) await nextTurn()
    const phrasings = [pair.question, ...pair.alternateQuestions].map(words)
    for (const phrasingWords of phrasings) for (const field of Object.values(phrasing)) field.add(phrasingWords)
    const pairWords = [...phrasings.flat(), ...words(pair.answer)]
    for (const field of Object.values(answer)) field.add(pairWords)
    for (const word of pairWords) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return {
    phrasing: await mapInTurns(phrasing, (field) => field.build()),
    answer: await mapInTurns(answer, (field) => field.build()),
    vocabulary: vocabularyOf(counts),
  }
}

export async function openLexicalIndex(parts: LexicalParts): Promise<LexicalIndex> {
  const phrasing = await mapInTurns(parts.phrasing, (postings) => scored(postings, 'cosine'))
  const answer = await mapInTurns(parts.answer, (postings) => scored(postings, 'bm25'))
  const known = new Set(parts.vocabulary)
  const knownStems = new Set(parts.vocabulary.map(stem))
  const correct = spellingCorrector(parts.vocabulary)

  let latest: { readonly key: string; readonly scores: LexicalScores } | null = null

  const viewsOf = (allWords: readonly string[]) => {
    const telling = allWords.filter((word) => known.has(word) || !isCourtesy(word))
    const questionWords = telling.length === 0 ? allWords : telling
    const mended = questionWords.map(correct)
    return {
      mended,
      asLetters: countFeatures(letters(questionWords)),
      asStems: countFeatures(stems(mended)),
      asPairs: countFeatures(stemPairs(mended)),
    }
  }
  return {
    score(allWords) {
      const key = allWords.join(' ')
      if (latest?.key === key) return latest.scores
      const { mended, asLetters, asStems, asPairs } = viewsOf(allWords)
      const scores: LexicalScores = {
        phrasing: {
          letters: phrasing.letters.score(asLetters),
          stems: phrasing.stems.score(asStems),
          stemPairs: phrasing.stemPairs.score(asPairs),
        },
        answer: {
          answerLetters: answer.answerLetters.score(asLetters),
          answerStems: answer.answerStems.score(asStems),
          answerPairs: answer.answerPairs.score(asPairs),
        },
        unseenShare: share(contentWords(mended), (word) => !knownStems.has(stem(word))),
      }
      latest = { key, scores }
      return scores
    },
    scoreText(questionWords, textWords) {
      const { asLetters, asStems, asPairs } = viewsOf(questionWords)
      return {
        answerLetters: bm25OfText(answer.answerLetters.index, asLetters, letters(textWords)),
        answerStems: bm25OfText(answer.answerStems.index, asStems, stems(textWords)),
        answerPairs: bm25OfText(answer.answerPairs.index, asPairs, stemPairs(textWords)),
      }
    },
  }
}

interface Scored {
  readonly index: SparseIndex
  /** Scores a query against every document, always into the same array. */
  score(query: CountedFeatures): Float32Array
}

function scored(postings: Postings, weighting: Weighting): Scored {
  const index = sparseIndex(postings, weighting)
  const into = new Float32Array(index.size)
  return {
    index,
    score(query) {
      index.score(query, into)
      return into
    },
  }
}

interface FieldBuilder {
  add(documentWords: readonly string[]): void
  build(): Postings
}

function fieldBuilder(view: FeatureView): FieldBuilder {
  const builder = postingsBuilder()
  return { add: (documentWords) => builder.add([builder.termsOf(view(documentWords))]), build: builder.build }
}

/** For a view that sees every word by itself: words come again and again, and are taken apart once. */
function wordFieldBuilder(view: FeatureView): FieldBuilder {
  const builder = postingsBuilder()
  const known = new Map<string, Terms>()
  const termsOf = (word: string): Terms => {
    const terms = known.get(word) ?? builder.termsOf(view([word]))
    known.set(word, terms)
    return terms
  }
  return { add: (documentWords) => builder.add(documentWords.map(termsOf)), build: builder.build }
}

function share(some: readonly string[], holds: (word: string) => boolean): number {
  return some.length === 0 ? 0 : some.filter(holds).length / some.length
}

/** With a turn for other work after each: an index of many pairs takes a while. */
async function mapInTurns<K extends string, V, R>(
  values: Readonly<Record<K, V>>,
  map: (value: V) => R,
): Promise<Record<K, R>> {
  const mapped: [string, R][] = []
  for (const [key, value] of Object.entries<V>(values)) {
    mapped.push([key, map(value)])
    await nextTurn()
  }
  return Object.fromEntries(mapped) as Record<K, R>
}
