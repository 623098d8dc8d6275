/**
 * One training step, written so that any number of workers gives the same bits: each phase hands every worker a slice that only
 * it writes, and every sum runs in a fixed order.
 *
 * Loss: symmetric InfoNCE over the batch, sentences on one side that say the same masked out.
 *
 * @see van den Oord et al., Representation Learning with Contrastive Predictive Coding, 2018
 */

/** What all workers share. A side holds `batch` sentences; matrices are row-major. */
export interface StepState {
  readonly dimensions: number
  readonly batch: number
  readonly temperature: number
  /** parameters and Adam's moments: rows × dimensions, rows × dimensions, rows */
  readonly table: Float32Array
  readonly momentum: Float32Array
  readonly variance: Float32Array
  /** how often each row was moved */
  readonly moved: Int32Array
  /** sentence numbers: left side, then right side */
  readonly sentences: Int32Array
  /** per sentence: the words kept after dropout, as ranges of `slots` */
  readonly slotStart: Int32Array
  readonly slots: Int32Array
  /** the distinct words of the batch by slot, how many there are, their vectors and gradients */
  readonly slotWords: Int32Array
  readonly slotCount: number
  readonly slotVectors: Float32Array
  readonly slotGradients: Float32Array
  /** unit vectors of both sides, their lengths before, and the gradients: 2·batch × dimensions */
  readonly vectors: Float32Array
  readonly lengths: Float32Array
  readonly gradients: Float32Array
  /** exp of the logits, then their gradient: batch × batch */
  readonly logits: Float32Array
  readonly rowSums: Float32Array
  readonly columnSums: Float32Array
  readonly losses: Float32Array
}

/** The part of the dataset a step reads. */
export interface WordTable {
  readonly wordStart: Int32Array
  readonly wordRows: Int32Array
  readonly wordScales: Float32Array
  readonly wordWeights: Float32Array
}

const BETA_MOMENTUM = 0.9
const BETA_VARIANCE = 0.999
const EPSILON = 1e-8

/** Which of `workers` slices is `worker`'s. */
export interface Slice {
  readonly worker: number
  readonly workers: number
}

function* sliceOf(size: number, { worker, workers }: Slice): Iterable<number> {
  const from = Math.floor((size * worker) / workers)
  const to = Math.floor((size * (worker + 1)) / workers)
  for (let i = from; i < to; i++) yield i
}

/** Phase 1: a vector for each distinct word of the batch: its own row and its runs, weighted. */
export function wordsPhase(state: StepState, table: WordTable, slice: Slice): void {
  const { dimensions, slotVectors } = state
  for (const slot of sliceOf(state.slotCount, slice)) {
    const at = slot * dimensions
    slotVectors.fill(0, at, at + dimensions)
    const word = state.slotWords[slot] as number
    const weight = table.wordWeights[word] as number
    const to = table.wordStart[word + 1] as number
    for (let r = table.wordStart[word] as number; r < to; r++) {
      const row = (table.wordRows[r] as number) * dimensions
      addScaled(slotVectors, at, state.table, row, weight * (table.wordScales[r] as number), dimensions)
    }
  }
}

/** Phase 2: sentence vectors, of unit length. */
export function encodePhase(state: StepState, slice: Slice): void {
  const { dimensions, batch, vectors, lengths } = state
  for (const sentence of sliceOf(2 * batch, slice)) {
    const at = sentence * dimensions
    vectors.fill(0, at, at + dimensions)
    const to = state.slotStart[sentence + 1] as number
    for (let w = state.slotStart[sentence] as number; w < to; w++) {
      addScaled(vectors, at, state.slotVectors, (state.slots[w] as number) * dimensions, 1, dimensions)
    }
    let squares = 0
    for (let d = at; d < at + dimensions; d++) squares += (vectors[d] as number) ** 2
    const length = Math.sqrt(squares) || 1
    lengths[sentence] = length
    for (let d = at; d < at + dimensions; d++) vectors[d] = (vectors[d] as number) / length
  }
}

/** Phase 3: exp(similarity / T) of each left sentence with every right one, and the row sums. */
export function logitsPhase(state: StepState, slice: Slice): void {
  const { dimensions, batch, vectors, logits, sentences, temperature } = state
  for (const i of sliceOf(batch, slice)) {
    const left = i * dimensions
    let sum = 0
    for (let j = 0; j < batch; j++) {
      const masked = i !== j && (sentences[batch + i] === sentences[batch + j] || sentences[i] === sentences[j])
      const value = masked ? 0 : Math.exp((dot(vectors, left, (batch + j) * dimensions, dimensions) - 1) / temperature)
      logits[i * batch + j] = value
      sum += value
    }
    state.rowSums[i] = sum
  }
}

/** Phase 4: column sums. */
export function columnsPhase({ batch, logits, columnSums }: StepState, slice: Slice): void {
  for (const j of sliceOf(batch, slice)) {
    let sum = 0
    for (let i = 0; i < batch; i++) sum += logits[i * batch + j] as number
    columnSums[j] = sum
  }
}

/** Phase 5: the loss of each pair, the gradient of its row of logits, and with it that of the left vectors. */
export function leftPhase(state: StepState, slice: Slice): void {
  const { dimensions, batch, vectors, logits, gradients, rowSums, columnSums, losses, temperature } = state
  const scale = 1 / (2 * batch * temperature)
  for (const i of sliceOf(batch, slice)) {
    const own = logits[i * batch + i] as number
    losses[i] = (-Math.log(own / (rowSums[i] as number)) - Math.log(own / (columnSums[i] as number))) / 2
    const at = i * dimensions
    gradients.fill(0, at, at + dimensions)
    for (let j = 0; j < batch; j++) {
      const value = logits[i * batch + j] as number
      const gradient = scale * (value / (rowSums[i] as number) + value / (columnSums[j] as number) - (i === j ? 2 : 0))
      logits[i * batch + j] = gradient
    }
    addAllScaled(gradients, at, vectors, batch * dimensions, logits, i * batch, 1, batch, dimensions)
    throughNorm(state, i)
  }
}

/** Phase 6: the gradient of the right vectors. */
export function rightPhase(state: StepState, slice: Slice): void {
  const { dimensions, batch, vectors, logits, gradients } = state
  for (const j of sliceOf(batch, slice)) {
    const at = (batch + j) * dimensions
    gradients.fill(0, at, at + dimensions)
    addAllScaled(gradients, at, vectors, 0, logits, j, batch, batch, dimensions)
    throughNorm(state, batch + j)
  }
}

/** The gradient of the vector before it was brought to unit length. */
function throughNorm({ dimensions, vectors, gradients, lengths }: StepState, sentence: number): void {
  const at = sentence * dimensions
  let along = 0
  for (let d = at; d < at + dimensions; d++) along += (vectors[d] as number) * (gradients[d] as number)
  const length = lengths[sentence] as number
  for (let d = at; d < at + dimensions; d++) {
    gradients[d] = ((gradients[d] as number) - along * (vectors[d] as number)) / length
  }
}

/** Phase 7: the gradient of each distinct word's vector. */
export function wordGradientsPhase(state: StepState, { worker, workers }: Slice): void {
  const { dimensions, batch, gradients, slotGradients, slotCount } = state
  const from = Math.floor((slotCount * worker) / workers)
  const to = Math.floor((slotCount * (worker + 1)) / workers)
  slotGradients.fill(0, from * dimensions, to * dimensions)
  for (let sentence = 0; sentence < 2 * batch; sentence++) {
    const end = state.slotStart[sentence + 1] as number
    for (let w = state.slotStart[sentence] as number; w < end; w++) {
      const slot = state.slots[w] as number
      if (slot < from || slot >= to) continue
      addScaled(slotGradients, slot * dimensions, gradients, sentence * dimensions, 1, dimensions)
    }
  }
}

/** One worker's scratch space for phase 8. */
export interface RowScratch {
  /** per row of the table: its place among this step's rows plus one, or 0 */
  readonly places: Int32Array
  rows: number[]
  sums: Float32Array
}

export function rowScratch(rows: number): RowScratch {
  return { places: new Int32Array(rows), rows: [], sums: new Float32Array(0) }
}

/** Phase 8: gradients of the rows this worker owns (every `workers`-th), and Adam with one variance per row. */
export function updatePhase(
  state: StepState,
  table: WordTable,
  { worker, workers }: Slice,
  scratch: RowScratch,
  learningRate: number,
): void {
  const { dimensions, slotGradients } = state
  const { places } = scratch
  scratch.rows = []
  for (let slot = 0; slot < state.slotCount; slot++) {
    const word = state.slotWords[slot] as number
    const weight = table.wordWeights[word] as number
    const end = table.wordStart[word + 1] as number
    for (let r = table.wordStart[word] as number; r < end; r++) {
      const row = table.wordRows[r] as number
      if (row % workers !== worker) continue
      const sums = placeFor(row, scratch, dimensions)
      const scale = weight * (table.wordScales[r] as number)
      addScaled(sums, ((places[row] as number) - 1) * dimensions, slotGradients, slot * dimensions, scale, dimensions)
    }
  }
  scratch.rows.forEach((row, place) => {
    moveRow(state, row, scratch.sums, place * dimensions, learningRate)
    places[row] = 0
  })
}

function placeFor(row: number, scratch: RowScratch, dimensions: number): Float32Array {
  if (scratch.places[row] !== 0) return scratch.sums
  scratch.rows.push(row)
  scratch.places[row] = scratch.rows.length
  const end = scratch.rows.length * dimensions
  if (end > scratch.sums.length) {
    const larger = new Float32Array(Math.max(end, scratch.sums.length * 2, 1 << 16))
    larger.set(scratch.sums)
    scratch.sums = larger
  }
  scratch.sums.fill(0, end - dimensions, end)
  return scratch.sums
}

/**
 * Moments are corrected by how often the row itself was moved, since most rows are absent from most batches.
 *
 * @see Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015
 */
function moveRow(state: StepState, row: number, sums: Float32Array, at: number, learningRate: number): void {
  const { dimensions, table, momentum, variance, moved } = state
  let squares = 0
  for (let d = 0; d < dimensions; d++) squares += (sums[at + d] as number) ** 2
  const times = (moved[row] as number) + 1
  moved[row] = times
  const second = BETA_VARIANCE * (variance[row] as number) + (1 - BETA_VARIANCE) * (squares / dimensions)
  variance[row] = second
  const size = Math.sqrt(second / (1 - BETA_VARIANCE ** times)) + EPSILON
  const rate = learningRate / (1 - BETA_MOMENTUM ** times) / size
  const start = row * dimensions
  for (let d = 0; d < dimensions; d++) {
    const first = BETA_MOMENTUM * (momentum[start + d] as number) + (1 - BETA_MOMENTUM) * (sums[at + d] as number)
    momentum[start + d] = first
    table[start + d] = (table[start + d] as number) - rate * first
  }
}

function dot(values: Float32Array, left: number, right: number, size: number): number {
  let a = 0
  let b = 0
  let c = 0
  let e = 0
  for (let d = 0; d < size; d += 4) {
    a += (values[left + d] as number) * (values[right + d] as number)
    b += (values[left + d + 1] as number) * (values[right + d + 1] as number)
    c += (values[left + d + 2] as number) * (values[right + d + 2] as number)
    e += (values[left + d + 3] as number) * (values[right + d + 3] as number)
  }
  return a + b + (c + e)
}

function addScaled(
  into: Float32Array,
  at: number,
  from: Float32Array,
  start: number,
  scale: number,
  size: number,
): void {
  for (let d = 0; d < size; d++) into[at + d] = (into[at + d] as number) + scale * (from[start + d] as number)
}

/** Adds `count` rows of `from`, each scaled, four at a time. `count` is a multiple of four or the rest is added singly. */
function addAllScaled(
  into: Float32Array,
  at: number,
  from: Float32Array,
  start: number,
  scales: Float32Array,
  firstScale: number,
  stride: number,
  count: number,
  size: number,
): void {
  const whole = count - (count % 4)
  for (let i = 0; i < whole; i += 4) {
    const scale0 = scales[firstScale + i * stride] as number
    const scale1 = scales[firstScale + (i + 1) * stride] as number
    const scale2 = scales[firstScale + (i + 2) * stride] as number
    const scale3 = scales[firstScale + (i + 3) * stride] as number
    const row0 = start + i * size
    const row1 = row0 + size
    const row2 = row1 + size
    const row3 = row2 + size
    for (let d = 0; d < size; d++) {
      into[at + d] =
        (into[at + d] as number) +
        (scale0 * (from[row0 + d] as number) +
          scale1 * (from[row1 + d] as number) +
          (scale2 * (from[row2 + d] as number) + scale3 * (from[row3 + d] as number)))
    }
  }
  for (let i = whole; i < count; i++) {
    addScaled(into, at, from, start + i * size, scales[firstScale + i * stride] as number, size)
  }
}
