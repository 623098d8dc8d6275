import { setImmediate as nextTurn } from 'node:timers/promises'
import type { QnaPair } from '../../content/qna-pair.js'
import { type FeatureView, letters, stemPairs, stems } from '../../text/features.js'
import { words } from '../../text/normalise.js'
import { type Vocabulary, vocabularyOf } from '../spelling/vocabulary.js'
import { type Postings, postingsBuilder, type Terms } from './postings.js'

export const PHRASING_SIGNALS = ['letters', 'stems', 'stemPairs'] as const
export const ANSWER_SIGNALS = ['answerLetters', 'answerStems', 'answerPairs'] as const
export type PhrasingSignal = (typeof PHRASING_SIGNALS)[number]
export type AnswerSignal = (typeof ANSWER_SIGNALS)[number]

/** The parts of a lexical index: derived from the pairs alone, and stored with a version. */
export interface LexicalParts {
  /** one document per phrasing, in the order of `phrasingsOf` */
  readonly phrasing: Readonly<Record<PhrasingSignal, Postings>>
  /** one document per pair, with its phrasings and its answer: a word that only the answer contains may identify a question */
  readonly answer: Readonly<Record<AnswerSignal, Postings>>
  readonly vocabulary: Vocabulary
}

/** Pairs processed before other work gets its turn. */
const PAIRS_PER_TURN = 200

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

interface FieldBuilder {
  add(documentWords: readonly string[]): void
  build(): Postings
}

function fieldBuilder(view: FeatureView): FieldBuilder {
  const builder = postingsBuilder()
  return { add: (documentWords) => builder.add([builder.termsOf(view(documentWords))]), build: builder.build }
}

/** For a view that treats every word separately: words recur, so each is analysed once. */
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

/** Lets other work run after each value: an index of many pairs takes a while. */
export async function mapInTurns<K extends string, V, R>(
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
