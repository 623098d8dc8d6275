import { contentWords } from '../content/filler-words.js'
import type { Phrasing } from '../content/passage.js'
import type { QnaPair } from '../content/qna-pair.js'
import { isCourtesy } from './courtesy.js'
import { type FeatureView, letters, stem, stemPairs, stems } from './features.js'
import { words } from './normalise.js'
import { buildSparseIndex, type SparseIndex, type Weighting } from './sparse-index.js'
import { spellingCorrector } from './spelling.js'

/** How a question's letters and words meet the phrasings and answers of one version. */
export interface LexicalIndex {
  /** Stems are compared after slips of the finger are mended towards the version's own words; letters need no mending. */
  score(questionWords: readonly string[]): LexicalScores
}

/** One array per signal. Phrasing signals have one number per phrasing, answer signals one per pair; all are 0…1. */
export interface LexicalScores {
  readonly phrasing: Readonly<Record<PhrasingSignal, Float32Array>>
  readonly answer: Readonly<Record<AnswerSignal, Float32Array>>
  /** share of the question's telling words that stand nowhere in the version, not even misspelt or inflected, 0…1 */
  readonly unseenShare: number
}

export type PhrasingSignal = 'letters' | 'stems' | 'stemPairs'
export type AnswerSignal = 'answerLetters' | 'answerStems' | 'answerPairs'

interface Field {
  readonly view: FeatureView
  readonly index: SparseIndex
}

export function buildLexicalIndex(pairs: readonly QnaPair[], phrasings: readonly Phrasing[]): LexicalIndex {
  const phrasingWords = phrasings.map(({ text }) => words(text))
  const pairWords = pairs.map((pair) => words(wholeText(pair)))
  const field = (texts: readonly (readonly string[])[], view: FeatureView, weighting: Weighting): Field => ({
    view,
    index: buildSparseIndex(features(texts, view), weighting),
  })
  const phrasing: Readonly<Record<PhrasingSignal, Field>> = {
    letters: field(phrasingWords, letters, 'cosine'),
    stems: field(phrasingWords, stems, 'cosine'),
    stemPairs: field(phrasingWords, stemPairs, 'cosine'),
  }
  const answer: Readonly<Record<AnswerSignal, Field>> = {
    answerLetters: field(pairWords, letters, 'bm25'),
    answerStems: field(pairWords, stems, 'bm25'),
    answerPairs: field(pairWords, stemPairs, 'bm25'),
  }

  const known = new Set(pairWords.flat())
  const knownStems = new Set([...known].map(stem))
  const correct = spellingCorrector(pairWords)

  const scored = ({ view, index }: Field, questionWords: readonly string[]) => {
    const into = new Float32Array(index.size)
    index.score(view(questionWords), into)
    return into
  }
  return {
    score(allWords) {
      const telling = allWords.filter((word) => known.has(word) || !isCourtesy(word))
      const questionWords = telling.length === 0 ? allWords : telling
      const mended = questionWords.map(correct)
      return {
        phrasing: {
          letters: scored(phrasing.letters, questionWords),
          stems: scored(phrasing.stems, mended),
          stemPairs: scored(phrasing.stemPairs, mended),
        },
        answer: {
          answerLetters: scored(answer.answerLetters, questionWords),
          answerStems: scored(answer.answerStems, mended),
          answerPairs: scored(answer.answerPairs, mended),
        },
        unseenShare: share(contentWords(mended), (word) => !knownStems.has(stem(word))),
      }
    },
  }
}

function share(some: readonly string[], holds: (word: string) => boolean): number {
  return some.length === 0 ? 0 : some.filter(holds).length / some.length
}

function* features(texts: readonly (readonly string[])[], view: FeatureView): Iterable<readonly number[]> {
  for (const text of texts) yield view(text)
}

/** Everything a pair says: a question may be told by a word that only the answer holds. */
function wholeText(pair: QnaPair): string {
  return [pair.question, ...pair.alternateQuestions, pair.answer].join('\n')
}
