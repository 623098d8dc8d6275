import { seedOf } from '../../evaluation/statistics/random.js'
import type { EncoderWeights } from '../../knowledge/encoder/encoder-files.js'
import { encoderWords, runRows, type TableShape } from '../../knowledge/encoder/word-rows.js'
import { byCodeUnit } from '../../knowledge/text/by-code-unit.js'
import type { TextPair } from './corpus.js'
import type { TeacherTexts } from './teacher-targets.js'

/** Words of a text that training uses: the beginning of a paragraph says what it is about. */
const MOST_TRAINING_WORDS = 40
/** One title, or left side of a pair, in so many is kept aside for the development score. */
const DEV_ONE_IN = 150
/** Smoothing of the word weights a / (a + p). */
const SIF_A = 1e-3

/**
 * A corpus as numbers. Sentences are runs of word numbers; every array is shared with the worker threads.
 *
 * @see Arora et al., A Simple but Tough-to-Beat Baseline for Sentence Embeddings, 2017 (the word weights)
 */
export interface Dataset {
  /** as requested, with no more words than the corpus has */
  readonly shape: TableShape
  /** sentence s holds words `sentenceWords[sentenceStart[s] … sentenceStart[s + 1])` */
  readonly sentenceStart: Int32Array
  readonly sentenceWords: Int32Array
  /** word w holds rows `wordRows[wordStart[w] … wordStart[w + 1])`, its own row first where it has one */
  readonly wordStart: Int32Array
  readonly wordRows: Int32Array
  readonly wordScales: Float32Array
  readonly wordWeights: Float32Array
  /** training pairs by source, kind and language pair: sentence numbers, left and right in turn */
  readonly groups: readonly Group[]
  readonly dev: readonly Group[]
  /** vocabulary in row order, with the weight of each word */
  readonly vocabulary: readonly string[]
  readonly vocabularyWeights: Float32Array
}

export interface Group {
  readonly name: string
  readonly source: string
  readonly kind: string
  readonly pairs: Int32Array
}

/** A fixed vocabulary, taken from an encoder whose training continues. */
export type KnownWords = Pick<EncoderWeights, 'vocabulary' | 'wordWeights'>

/**
 * Turns text pairs into numbers. Pairs with an empty or equal side are left out.
 *
 * @param known rows and weights of a fixed vocabulary; null = the most frequent words of the corpus get rows
 */
export async function buildDataset(
  corpus: AsyncIterable<TextPair>,
  wanted: TableShape,
  known: KnownWords | null = null,
  taught: TeacherTexts | null = null,
): Promise<Dataset> {
  const wordIds = new Map<string, number>()
  const counts: number[] = []
  const starts: number[] = [0]
  const tokens: number[] = []
  const sentenceIds = new Map<string, number>()
  const groups = new Map<string, { source: string; kind: string; train: number[]; dev: number[] }>()

  const sentenceOf = (text: string): number | null => {
    const words = encoderWords(text).slice(0, MOST_TRAINING_WORDS)
    if (words.length === 0) return null
    const key = words.join(' ')
    const known = sentenceIds.get(key)
    if (known !== undefined) return known
    for (const word of words) {
      let id = wordIds.get(word)
      if (id === undefined) {
        id = counts.length
        wordIds.set(word, id)
        counts.push(0)
      }
      counts[id] = (counts[id] ?? 0) + 1
      tokens.push(id)
    }
    starts.push(tokens.length)
    sentenceIds.set(key, starts.length - 2)
    return starts.length - 2
  }

  for await (const { source, kind, languages, texts } of corpus) {
    const left = sentenceOf(texts[0])
    const right = sentenceOf(texts[1])
    if (left !== null && languages[0] === taught?.language) taught.texts[left] = texts[0]
    if (right !== null && languages[1] === taught?.language) taught.texts[right] = texts[1]
    if (left === null || right === null || left === right) continue
    const name = `${source} ${kind} ${languages.join('-')}`
    let group = groups.get(name)
    if (group === undefined) {
      group = { source, kind, train: [], dev: [] }
      groups.set(name, group)
    }
    // by one side only, so that a title is not kept aside with one sentence and learned with the next
    const side = seedOf(texts[0]) % DEV_ONE_IN === 0 ? group.dev : group.train
    side.push(left, right)
  }

  const words = [...wordIds.keys()]
  const { shape, vocabulary, vocabularyWeights, weightOf, rowsOf } = placeWords(words, counts, wanted, known)

  const wordStart = sharedInt32(words.length + 1)
  const rows: number[] = []
  const scales: number[] = []
  words.forEach((word, id) => {
    for (const { row, scale } of rowsOf(word)) {
      rows.push(row)
      scales.push(scale)
    }
    wordStart[id + 1] = rows.length
  })
  const named = [...groups].sort(([left], [right]) => byCodeUnit(left, right))
  return {
    shape,
    sentenceStart: int32From(starts),
    sentenceWords: int32From(tokens),
    wordStart,
    wordRows: int32From(rows),
    wordScales: float32From(scales),
    wordWeights: float32From(words.map(weightOf)),
    groups: named.map(([name, { source, kind, train }]) => ({ name, source, kind, pairs: Int32Array.from(train) })),
    dev: named.map(([name, { source, kind, dev }]) => ({ name, source, kind, pairs: Int32Array.from(dev) })),
    vocabulary,
    vocabularyWeights,
  }
}

/** Which rows of the table make up the words of a corpus, and with what weight. */
interface Placing {
  readonly shape: TableShape
  readonly vocabulary: readonly string[]
  readonly vocabularyWeights: Float32Array
  weightOf(word: string): number
  rowsOf(word: string): readonly { readonly row: number; readonly scale: number }[]
}

function placeWords(
  words: readonly string[],
  counts: readonly number[],
  wanted: TableShape,
  known: KnownWords | null,
): Placing {
  const { vocabulary, weightOf } = known === null ? vocabularyOf(words, counts, wanted) : settledVocabulary(known)
  const shape = { ...wanted, words: vocabulary.length }
  const rowOf = new Map(vocabulary.map((word, row) => [word, row]))
  return {
    shape,
    vocabulary,
    vocabularyWeights: Float32Array.from(vocabulary, weightOf),
    weightOf,
    rowsOf(word) {
      const own = rowOf.get(word)
      const shared = [...runRows(word, shape)]
      const runs = shared.map((row) => ({ row, scale: 1 / Math.sqrt(shared.length) }))
      return own === undefined ? runs : [{ row: own, scale: 1 }, ...runs]
    },
  }
}

/** @param share of all words of a corpus, 0…1 */
function sifWeight(share: number): number {
  return SIF_A / (SIF_A + share)
}

interface Vocabulary {
  readonly vocabulary: readonly string[]
  readonly weightOf: (word: string) => number
}

function vocabularyOf(words: readonly string[], counts: readonly number[], wanted: TableShape): Vocabulary {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const countOf = new Map(words.map((word, id) => [word, counts[id] ?? 0]))
  const byFrequency = words.map((_, id) => id).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
  return {
    vocabulary: byFrequency.slice(0, wanted.words).map((id) => words[id] ?? ''),
    weightOf: (word) => sifWeight((countOf.get(word) ?? 0) / total),
  }
}

/** An unknown word has weight 1, as when the encoder is used. */
function settledVocabulary({ vocabulary, wordWeights }: KnownWords): Vocabulary {
  const weights = new Map(vocabulary.map((word, row) => [word, wordWeights[row] ?? 1]))
  return { vocabulary, weightOf: (word) => weights.get(word) ?? 1 }
}

export function sharedInt32(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT))
}

export function sharedFloat32(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT))
}

function int32From(values: readonly number[]): Int32Array {
  const array = sharedInt32(values.length)
  array.set(values)
  return array
}

function float32From(values: readonly number[]): Float32Array {
  const array = sharedFloat32(values.length)
  array.set(values)
  return array
}
