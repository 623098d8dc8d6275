import { type Random, seededRandom } from '../../evaluation/random.js'
import type { TableShape } from '../../knowledge/encoder/word-rows.js'
import { startCrew } from './crew.js'
import { type Dataset, sharedFloat32, sharedInt32 } from './dataset.js'
import { developmentScore } from './development.js'
import { type Batch, batchSampler, type SourceWeights } from './sampler.js'
import type { StepState } from './step.js'

/** What decides a training run; same options, same data, same table. */
export interface TrainingOptions {
  readonly steps: number
  readonly batch: number
  readonly learningRate: number
  readonly temperature: number
  /** share of words left out of a sentence at random */
  readonly wordDropout: number
  readonly seed: number
  readonly sourceWeights: SourceWeights
  /** threads; does not change the result */
  readonly workers: number
  /** steps between two development scores */
  readonly evaluateEvery: number
  /** stop after so many development scores without a better one */
  readonly patience: number
}

export const DEFAULT_TRAINING: Omit<TrainingOptions, 'sourceWeights' | 'workers'> = {
  steps: 2_500,
  batch: 1_024,
  learningRate: 0.01,
  temperature: 0.06,
  wordDropout: 0.1,
  seed: 1,
  evaluateEvery: 250,
  patience: 4,
}

/** A point of the learning curve. */
export interface TrainingPoint {
  readonly step: number
  /** mean loss since the last point */
  readonly loss: number
  /** mean reciprocal rank on pairs kept aside, 0…1 */
  readonly development: number
}

export interface Trained {
  /** rows × dimensions */
  readonly table: Float32Array
  readonly curve: readonly TrainingPoint[]
}

export interface TrainingWatch {
  onStep?(step: number, steps: number, loss: number): void
  /** called with the table as it stands: a place to write a checkpoint */
  onPoint?(point: TrainingPoint, table: Float32Array): Promise<void>
}

/**
 * Trains a table of word and letter-run rows so that texts that belong together lie close.
 *
 * @param start a table to continue from, or null to begin with small random numbers
 */
export async function trainTable(
  dataset: Dataset,
  options: TrainingOptions,
  start: Float32Array | null,
  watch: TrainingWatch,
): Promise<Trained> {
  const { shape } = dataset
  const random = seededRandom(options.seed)
  const state = newState(shape, options, longestSentence(dataset))
  if (start === null) fillRandom(state.table, random, shape.dimensions)
  else state.table.set(start)
  const draw = batchSampler(dataset, options.batch, options.sourceWeights, random)
  const slotOf = new Int32Array(dataset.wordStart.length)
  const curve: TrainingPoint[] = []
  let best = { development: -1, table: state.table.slice() }
  let sinceBest = 0
  let losses: number[] = []

  const crew = startCrew(state, dataset, options.workers)
  try {
    for (let step = 0; step < options.steps && sinceBest < options.patience; step++) {
      const batch = draw()
      const slots = layOut(state, dataset, batch, options.wordDropout, random, slotOf)
      const loss = crew.step(options.learningRate * (1 - step / options.steps), batch.left.length, slots)
      losses.push(loss)
      watch.onStep?.(step + 1, options.steps, loss)
      if ((step + 1) % options.evaluateEvery !== 0 && step + 1 !== options.steps) continue
      const development = developmentScore(dataset, state.table)
      const point = { step: step + 1, loss: losses.reduce((sum, one) => sum + one, 0) / losses.length, development }
      losses = []
      curve.push(point)
      if (development > best.development) {
        best = { development, table: state.table.slice() }
        sinceBest = 0
      } else sinceBest++
      await watch.onPoint?.(point, state.table)
    }
  } finally {
    await crew.stop()
  }
  return { table: best.table, curve }
}

function newState(shape: TableShape, { batch, temperature }: TrainingOptions, longest: number): StepState {
  const { dimensions } = shape
  const rows = shape.words + shape.buckets
  return {
    dimensions,
    batch,
    temperature,
    table: sharedFloat32(rows * dimensions),
    momentum: sharedFloat32(rows * dimensions),
    variance: sharedFloat32(rows),
    moved: sharedInt32(rows),
    sentences: sharedInt32(2 * batch),
    slotStart: sharedInt32(2 * batch + 1),
    slots: sharedInt32(2 * batch * longest),
    slotWords: sharedInt32(2 * batch * longest),
    slotCount: 0,
    slotVectors: sharedFloat32(2 * batch * longest * dimensions),
    slotGradients: sharedFloat32(2 * batch * longest * dimensions),
    vectors: sharedFloat32(2 * batch * dimensions),
    lengths: sharedFloat32(2 * batch),
    gradients: sharedFloat32(2 * batch * dimensions),
    logits: sharedFloat32(batch * batch),
    rowSums: sharedFloat32(batch),
    columnSums: sharedFloat32(batch),
    losses: sharedFloat32(batch),
  }
}

function longestSentence({ sentenceStart }: Dataset): number {
  let longest = 1
  for (let s = 1; s < sentenceStart.length; s++) {
    longest = Math.max(longest, (sentenceStart[s] as number) - (sentenceStart[s - 1] as number))
  }
  return longest
}

function fillRandom(table: Float32Array, random: Random, dimensions: number): void {
  const scale = 1 / Math.sqrt(dimensions)
  for (let i = 0; i < table.length; i++) table[i] = (random() + random() + random() - 1.5) * scale
}

/**
 * Writes a batch into the state, leaving words out at random but never all of a sentence's.
 *
 * @param slotOf per word of the dataset, all zero; used as scratch and left so
 * @returns how many distinct words the batch has
 */
function layOut(
  state: StepState,
  dataset: Dataset,
  { left, right }: Batch,
  dropout: number,
  random: Random,
  slotOf: Int32Array,
): number {
  let at = 0
  let slots = 0
  const sentences = [...left, ...right]
  sentences.forEach((sentence, place) => {
    state.sentences[place] = sentence
    state.slotStart[place] = at
    const from = dataset.sentenceStart[sentence] as number
    const to = dataset.sentenceStart[sentence + 1] as number
    for (let w = from; w < to; w++) {
      const lastChance = w === to - 1 && at === state.slotStart[place]
      if (random() < dropout && !lastChance) continue
      const word = dataset.sentenceWords[w] as number
      if (slotOf[word] === 0) {
        state.slotWords[slots] = word
        slots++
        slotOf[word] = slots
      }
      state.slots[at] = (slotOf[word] as number) - 1
      at++
    }
  })
  state.slotStart[sentences.length] = at
  for (let slot = 0; slot < slots; slot++) slotOf[state.slotWords[slot] as number] = 0
  return slots
}
