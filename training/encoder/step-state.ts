import type { Dataset } from './dataset.js'
import { BATCH_MULTIPLE, DIMENSIONS_MULTIPLE, float32In, int32In, type SharedMemory, sharedMemory } from './kernel.js'
import { type Sums, sumsIn } from './sums.js'

/** Padding of a row: with a power-of-two length, a whole column would fall into one set of the processor's cache. */
export const ROW_GAP = 16

/**
 * The state that all workers share. A side holds `batch` sentences; matrices are row-major. `batch` is a multiple of eight,
 * `dimensions` of thirty-two. The arrays that the kernel reads lie in `memory`.
 */
export interface StepState {
  readonly memory: SharedMemory
  readonly dimensions: number
  readonly batch: number
  readonly temperature: number
  /** weight of the pull of the first dimensions to the teacher's vector, relative to the loss of a pair */
  readonly teacherPull: number
  /** parameters and Adam's moments: rows × dimensions, rows × dimensions, rows */
  readonly table: Float32Array
  readonly momentum: Float32Array
  readonly variance: Float32Array
  /** number of updates of each row */
  readonly moved: Int32Array
  /** per sentence, left side then right side: the place of the next equal sentence on its side, in a ring */
  readonly twins: Int32Array
  /** the teacher's unit vectors, one per sentence, and whether a sentence has one */
  readonly targetDimensions: number
  readonly targets: Float32Array
  readonly taught: Int32Array
  /** the batch: words as sums of table rows, sentences as sums of words; and both transposed, for the gradients */
  readonly words: Sums
  readonly sentences: Sums
  readonly rowsOfWords: Sums
  readonly wordsOfSentences: Sums
  /** the table rows that `rowsOfWords` numbers */
  readonly rows: Int32Array
  /** distinct words and table rows of the batch */
  readonly wordCount: number
  readonly rowCount: number
  /** vectors of the distinct words, and their gradients */
  readonly wordVectors: Float32Array
  readonly wordGradients: Float32Array
  /** unit vectors of both sides, their lengths before, and the gradients: 2·batch × dimensions */
  readonly vectors: Float32Array
  readonly lengths: Float32Array
  readonly gradients: Float32Array
  /** the vectors again as the kernel's right factors: each side by eight dimensions, the right side by eight sentences */
  readonly panels: Float32Array
  readonly sentencePanels: Float32Array
  /** exp of the logits, then their gradient: batch × (batch + ROW_GAP) */
  readonly logits: Float32Array
  readonly rowSums: Float32Array
  readonly columnSums: Float32Array
  /** factor of the gradient of each column */
  readonly columnFactors: Float32Array
  /** a worker's strip of four columns of the logits: workers × 4 · batch */
  readonly strips: Float32Array
  readonly losses: Float32Array
  /** a worker's gradient of one row: workers × dimensions */
  readonly rowGradients: Float32Array
}

/** The part of a state that a batch uses. */
export type BatchSize = Pick<StepState, 'batch' | 'wordCount' | 'rowCount'>

/** The training options that decide a state. */
export interface StateOptions {
  readonly batch: number
  readonly temperature: number
  readonly teacherPull: number
  /** threads */
  readonly workers: number
}

/**
 * A state of zeros with room for the largest batch that the dataset can give.
 *
 * @throws RangeError when the kernel does not support the size of the batch or of the vectors
 */
export function newState(
  dataset: Dataset,
  { batch, temperature, workers, teacherPull }: StateOptions,
  targetDimensions = 0,
): StepState {
  const { shape, sentenceStart, wordStart, wordRows } = dataset
  const { dimensions } = shape
  if (batch % BATCH_MULTIPLE !== 0 || dimensions % DIMENSIONS_MULTIPLE !== 0) {
    throw new RangeError(
      `batches of ${batch} and ${dimensions}-d vectors; expected multiples of ${BATCH_MULTIPLE} and ${DIMENSIONS_MULTIPLE}`,
    )
  }
  const rows = shape.words + shape.buckets
  const spoken = 2 * batch * longestSentence(sentenceStart)
  const words = Math.min(spoken, wordStart.length - 1)
  const memory = sharedMemory()
  const float32 = (length: number) => float32In(memory, length)
  const int32 = (length: number) => int32In(memory, length)
  return {
    memory,
    dimensions,
    batch,
    temperature,
    teacherPull,
    table: float32(rows * dimensions),
    momentum: float32(rows * dimensions),
    variance: float32(rows),
    moved: int32(rows),
    twins: int32(2 * batch),
    targetDimensions,
    targets: float32(2 * batch * targetDimensions),
    taught: int32(2 * batch),
    words: sumsIn(memory, words, wordRows.length),
    sentences: sumsIn(memory, 2 * batch, spoken),
    rowsOfWords: sumsIn(memory, rows, wordRows.length),
    wordsOfSentences: sumsIn(memory, words, spoken),
    rows: int32(rows),
    wordCount: words,
    rowCount: rows,
    wordVectors: float32(words * dimensions),
    wordGradients: float32(words * dimensions),
    vectors: float32(2 * batch * dimensions),
    lengths: float32(2 * batch),
    gradients: float32(2 * batch * dimensions),
    panels: float32(2 * batch * dimensions),
    sentencePanels: float32(batch * dimensions),
    logits: float32(batch * (batch + ROW_GAP)),
    rowSums: float32(batch),
    columnSums: float32(batch),
    columnFactors: float32(batch),
    strips: float32(workers * 4 * batch),
    losses: float32(batch),
    rowGradients: float32(workers * dimensions),
  }
}

function longestSentence(sentenceStart: Int32Array): number {
  let longest = 1
  for (let s = 1; s < sentenceStart.length; s++) {
    longest = Math.max(longest, (sentenceStart[s] as number) - (sentenceStart[s - 1] as number))
  }
  return longest
}
