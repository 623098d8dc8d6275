import type { Random } from '../../evaluation/statistics/random.js'
import type { Batch } from './batch-sampler.js'
import type { Dataset } from './dataset.js'
import type { BatchSize, StepState } from './step-state.js'
import { turnRound } from './sums.js'
import type { Targets } from './teacher-targets.js'

/** Numbers things from 0 in the order in which they are first asked for. */
interface Numbering {
  readonly list: Int32Array
  numberOf(thing: number): number
  /** @returns how many there were, and starts again */
  clear(): number
}

/**
 * Writes batches into a state, leaving words out at random but never all of a sentence's.
 *
 * @returns a function that lays out one batch and returns its size
 */
export function batchLayout(
  state: StepState,
  dataset: Dataset,
  targets: Targets | null = null,
): (batch: Batch, wordDropout: number, random: Random) => BatchSize {
  const { words, sentences, rowsOfWords, wordsOfSentences, twins } = state
  const { sentenceStart, sentenceWords } = dataset
  const wordNumbers = numbering(new Int32Array(state.wordCount), dataset.wordStart.length)
  const rowNumbers = numbering(state.rows, state.rowCount)

  return ({ left, right }, wordDropout, random) => {
    linkTwins(twins, left, 0)
    linkTwins(twins, right, left.length)
    let at = 0
    const both = [...left, ...right]
    both.forEach((sentence, place) => {
      const first = at
      sentences.start[place] = first
      const to = sentenceStart[sentence + 1] as number
      for (let w = sentenceStart[sentence] as number; w < to; w++) {
        const lastChance = w === to - 1 && at === first
        if (random() < wordDropout && !lastChance) continue
        sentences.columns[at] = wordNumbers.numberOf(sentenceWords[w] as number)
        sentences.values[at] = 1
        at++
      }
    })
    sentences.start[both.length] = at
    if (targets !== null) layOutTargets(state, targets, left, right)
    const wordCount = wordNumbers.clear()
    layOutWords(state, dataset, wordNumbers.list.subarray(0, wordCount), rowNumbers)
    const rowCount = rowNumbers.clear()
    turnRound(sentences, both.length, wordsOfSentences, wordCount)
    turnRound(words, wordCount, rowsOfWords, rowCount)
    const terms = words.start[wordCount] as number
    for (let e = 0; e < terms; e++) words.columns[e] = rowNumbers.list[words.columns[e] as number] as number
    return { batch: left.length, wordCount, rowCount }
  }
}

/** A sentence that the teacher does not know gets the target of its partner. */
function layOutTargets(
  { targets: into, taught }: StepState,
  { placeOf, vectors, dimensions }: Targets,
  left: readonly number[],
  right: readonly number[],
): void {
  const write = (at: number, own: number, partner: number) => {
    const place = own === -1 ? partner : own
    taught[at] = place === -1 ? 0 : 1
    if (place !== -1) into.set(vectors.subarray(place * dimensions, (place + 1) * dimensions), at * dimensions)
  }
  left.forEach((sentence, i) => {
    const [own, partner] = [placeOf[sentence] as number, placeOf[right[i] as number] as number]
    write(i, own, partner)
    write(left.length + i, partner, own)
  })
}

function layOutWords({ words }: StepState, dataset: Dataset, list: Int32Array, rowNumbers: Numbering): void {
  const { wordStart, wordRows, wordScales, wordWeights } = dataset
  let at = 0
  list.forEach((word, place) => {
    words.start[place] = at
    const weight = wordWeights[word] as number
    const to = wordStart[word + 1] as number
    for (let r = wordStart[word] as number; r < to; r++) {
      words.columns[at] = rowNumbers.numberOf(wordRows[r] as number)
      words.values[at] = weight * (wordScales[r] as number)
      at++
    }
  })
  words.start[list.length] = at
}

function numbering(list: Int32Array, things: number): Numbering {
  const numbers = new Int32Array(things).fill(-1)
  let count = 0
  return {
    list,
    numberOf(thing) {
      const known = numbers[thing] as number
      if (known >= 0) return known
      numbers[thing] = count
      list[count] = thing
      count++
      return count - 1
    },
    clear() {
      for (let i = 0; i < count; i++) numbers[list[i] as number] = -1
      const cleared = count
      count = 0
      return cleared
    },
  }
}

function linkTwins(twins: Int32Array, side: readonly number[], start: number): void {
  const lastOf = new Map<number, number>()
  side.forEach((sentence, i) => {
    const place = start + i
    const last = lastOf.get(sentence)
    twins[place] = last === undefined ? place : (twins[last] as number)
    if (last !== undefined) twins[last] = place
    lastOf.set(sentence, place)
  })
}
