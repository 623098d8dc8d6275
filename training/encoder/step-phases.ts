import { addressOf, BYTES, type Kernel } from './kernel.js'
import { ROW_GAP, type StepState } from './step-state.js'
import type { Sums } from './sums.js'

/**
 * One training step. Any number of workers gives the same bits: in each phase every worker writes only its own slice, and every
 * sum runs in a fixed order.
 *
 * Loss: symmetric InfoNCE over the batch; equal sentences on one side are masked out.
 *
 * @see van den Oord et al., Representation Learning with Contrastive Predictive Coding, 2018
 */

const BETA_MOMENTUM = 0.9
const BETA_VARIANCE = 0.999
const EPSILON = 1e-8
/** Columns of a panel. */
const PANEL = 8
/** Rows and columns that the kernel processes at a time; a worker's slice of the batch is a multiple of it. */
const TILE = 4
/** Similarity of a pair that must not count: its exponential is zero. */
const MASKED = -1e6

/** Which of `workers` slices is `worker`'s. */
export interface Slice {
  readonly worker: number
  readonly workers: number
}

function boundsOf(size: number, { worker, workers }: Slice, by: number): readonly [number, number] {
  const bound = (index: number) => Math.floor((size / by) * (index / workers)) * by
  return [bound(worker), bound(worker + 1)]
}

function* sliceOf(size: number, slice: Slice, by = 1): Iterable<number> {
  const [from, to] = boundsOf(size, slice, by)
  for (let i = from; i < to; i += by) yield i
}

/** Phase 1: a vector for each distinct word of the batch: its own row and its runs, weighted. */
export function wordsPhase(state: StepState, kernel: Kernel, slice: Slice): void {
  const { dimensions, wordVectors, words, table, wordCount } = state
  for (const word of sliceOf(wordCount, slice)) gather(kernel, wordVectors, word, table, words, word, dimensions)
}

/** Writes sum `index` of rows of `from` into row `at` of `into`. */
function gather(
  kernel: Kernel,
  into: Float32Array,
  at: number,
  from: Float32Array,
  { start, columns, values }: Sums,
  index: number,
  dimensions: number,
): void {
  const first = start[index] as number
  const count = (start[index + 1] as number) - first
  const row = addressOf(into, at * dimensions)
  kernel.gather(row, addressOf(from, 0), addressOf(columns, first), addressOf(values, first), count, dimensions)
}

/** Phase 2: sentence vectors, of unit length, and their panels. */
export function encodePhase(state: StepState, kernel: Kernel, slice: Slice): void {
  const { dimensions, batch, vectors, lengths, sentences, wordVectors } = state
  for (const sentence of sliceOf(2 * batch, slice)) {
    gather(kernel, vectors, sentence, wordVectors, sentences, sentence, dimensions)
    const vector = addressOf(vectors, sentence * dimensions)
    const length = Math.sqrt(kernel.dot(vector, vector, dimensions)) || 1
    lengths[sentence] = length
    kernel.scale(vector, 1 / length, dimensions)
    copyToPanels(state, sentence)
  }
}

function copyToPanels({ dimensions, batch, vectors, panels, sentencePanels }: StepState, sentence: number): void {
  const at = sentence * dimensions
  const side = sentence < batch ? 0 : 1
  const place = sentence - side * batch
  const inPanel = place % PANEL
  for (let d = 0; d < dimensions; d++) {
    const value = vectors[at + d] as number
    panels[(side * dimensions + d - (d % PANEL)) * batch + place * PANEL + (d % PANEL)] = value
    if (side === 1) sentencePanels[(place - inPanel) * dimensions + d * PANEL + inPanel] = value
  }
}

/** Phase 3: exp(similarity / T) of each left sentence with every right one, and the row sums. */
export function logitsPhase(state: StepState, kernel: Kernel, slice: Slice): void {
  const { dimensions, batch, logits, rowSums } = state
  const stride = batch + ROW_GAP
  const [from, to] = boundsOf(batch, slice, TILE)
  if (from === to) return
  kernel.multiply(
    addressOf(logits, from * stride),
    stride * BYTES,
    addressOf(state.vectors, from * dimensions),
    dimensions * BYTES,
    BYTES,
    addressOf(state.sentencePanels, 0),
    to - from,
    batch / PANEL,
    dimensions,
  )
  for (let i = from; i < to; i++) {
    maskTwins(state, i, 0)
    maskTwins(state, i, batch)
    rowSums[i] = kernel.expRow(addressOf(logits, i * stride), 1 / state.temperature, batch)
  }
}

/** The partner of an equal sentence is not a negative, and neither is an equal partner. */
function maskTwins({ batch, logits, twins }: StepState, i: number, side: number): void {
  const row = i * (batch + ROW_GAP)
  for (let twin = twins[side + i] as number; twin !== side + i; twin = twins[twin] as number) {
    logits[row + twin - side] = MASKED
  }
}

/** Phase 4: column sums. */
export function columnsPhase(state: StepState, kernel: Kernel, slice: Slice): void {
  const { batch, logits, columnSums, columnFactors } = state
  const [from, to] = boundsOf(batch, slice, TILE)
  if (from === to) return
  columnSums.fill(0, from, to)
  for (let i = 0; i < batch; i++) {
    kernel.addScaled(addressOf(columnSums, from), addressOf(logits, i * (batch + ROW_GAP) + from), 1, to - from)
  }
  for (let j = from; j < to; j++) columnFactors[j] = gradientScale(state) / (columnSums[j] as number)
}

function gradientScale({ batch, temperature }: StepState): number {
  return 1 / (2 * batch * temperature)
}

/** Phase 5: the loss of each pair, the gradient of its row of logits, and with it that of the left vectors. */
export function leftPhase(state: StepState, kernel: Kernel, slice: Slice): void {
  const { dimensions, batch, logits, rowSums, columnSums, losses } = state
  const stride = batch + ROW_GAP
  const scale = gradientScale(state)
  for (const first of sliceOf(batch, slice, TILE)) {
    for (let i = first; i < first + TILE; i++) {
      const row = i * stride
      const rowSum = rowSums[i] as number
      const own = logits[row + i] as number
      losses[i] = (-Math.log(own / rowSum) - Math.log(own / (columnSums[i] as number))) / 2
      kernel.weighRow(addressOf(logits, row), addressOf(state.columnFactors, 0), scale / rowSum, batch)
      logits[row + i] = (logits[row + i] as number) - 2 * scale
    }
    kernel.multiply(
      addressOf(state.gradients, first * dimensions),
      dimensions * BYTES,
      addressOf(logits, first * stride),
      stride * BYTES,
      BYTES,
      addressOf(state.panels, dimensions * batch),
      TILE,
      dimensions / PANEL,
      batch,
    )
    for (let i = first; i < first + TILE; i++) finishGradient(state, kernel, i)
  }
}

/** Phase 6: the gradient of the right vectors. */
export function rightPhase(state: StepState, kernel: Kernel, slice: Slice): void {
  const { dimensions, batch } = state
  const rowBytes = (batch + ROW_GAP) * BYTES
  const strip = addressOf(state.strips, slice.worker * TILE * batch)
  for (const first of sliceOf(batch, slice, TILE)) {
    kernel.strip(strip, addressOf(state.logits, first), rowBytes, batch)
    kernel.multiply(
      addressOf(state.gradients, (batch + first) * dimensions),
      dimensions * BYTES,
      strip,
      BYTES,
      TILE * BYTES,
      addressOf(state.panels, 0),
      TILE,
      dimensions / PANEL,
      batch,
    )
    for (let j = first; j < first + TILE; j++) finishGradient(state, kernel, batch + j)
  }
}

function finishGradient(state: StepState, kernel: Kernel, sentence: number): void {
  if (state.taught[sentence] === 1) pullToTarget(state, kernel, sentence)
  throughNorm(state, kernel, sentence)
}

/** Adds the gradient of 1 − cosine between the first dimensions of the vector and the teacher's. */
function pullToTarget(state: StepState, kernel: Kernel, sentence: number): void {
  const { dimensions, batch, targetDimensions: size, teacherPull } = state
  const part = addressOf(state.vectors, sentence * dimensions)
  const gradient = addressOf(state.gradients, sentence * dimensions)
  const target = addressOf(state.targets, sentence * size)
  const squares = kernel.dot(part, part, size)
  if (squares === 0) return
  const length = Math.sqrt(squares)
  const scale = teacherPull / (2 * batch * length)
  const cosine = kernel.dot(part, target, size) / length
  kernel.addScaled(gradient, target, -scale, size)
  kernel.addScaled(gradient, part, (scale * cosine) / length, size)
}

/** The gradient of the vector before normalisation. */
function throughNorm({ dimensions, vectors, gradients, lengths }: StepState, kernel: Kernel, sentence: number): void {
  const vector = addressOf(vectors, sentence * dimensions)
  const gradient = addressOf(gradients, sentence * dimensions)
  kernel.addScaled(gradient, vector, -kernel.dot(vector, gradient, dimensions), dimensions)
  kernel.scale(gradient, 1 / (lengths[sentence] as number), dimensions)
}

/** Phase 7: the gradient of each distinct word's vector. */
export function wordGradientsPhase(state: StepState, kernel: Kernel, slice: Slice): void {
  const { dimensions, gradients, wordGradients, wordsOfSentences, wordCount } = state
  for (const word of sliceOf(wordCount, slice)) {
    gather(kernel, wordGradients, word, gradients, wordsOfSentences, word, dimensions)
  }
}

/** Phase 8: the gradient of each row, and Adam with one variance per row. */
export function updatePhase(state: StepState, kernel: Kernel, slice: Slice, learningRate: number): void {
  const { dimensions, rowGradients, wordGradients, rowsOfWords } = state
  for (const place of sliceOf(state.rowCount, slice)) {
    gather(kernel, rowGradients, slice.worker, wordGradients, rowsOfWords, place, dimensions)
    moveRow(
      state,
      kernel,
      state.rows[place] as number,
      addressOf(rowGradients, slice.worker * dimensions),
      learningRate,
    )
  }
}

/**
 * The bias correction of the moments uses the number of updates of the row itself, because most batches lack most rows.
 *
 * @see Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015
 */
function moveRow(state: StepState, kernel: Kernel, row: number, gradient: number, learningRate: number): void {
  const { dimensions, variance, moved } = state
  const squares = kernel.dot(gradient, gradient, dimensions)
  const times = (moved[row] as number) + 1
  moved[row] = times
  const second = BETA_VARIANCE * (variance[row] as number) + (1 - BETA_VARIANCE) * (squares / dimensions)
  variance[row] = second
  const size = Math.sqrt(second / (1 - BETA_VARIANCE ** times)) + EPSILON
  const rate = learningRate / (1 - BETA_MOMENTUM ** times) / size
  const at = row * dimensions
  kernel.moveRow(addressOf(state.table, at), addressOf(state.momentum, at), gradient, rate, dimensions)
}
