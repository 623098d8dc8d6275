import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Random, seededRandom } from '../../evaluation/statistics/random.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { batchLayout } from './batch-layout.js'
import { type Batch, batchSampler } from './batch-sampler.js'
import { startCrew } from './crew.js'
import type { Dataset } from './dataset.js'
import { developmentScore } from './development-score.js'
import type { SourceWeights } from './source-weights.js'
import { newState } from './step-state.js'
import type { Targets } from './teacher-targets.js'

/** Options of a training run. The same options and data give the same table. */
export interface TrainingOptions {
  readonly steps: number
  readonly batch: number
  readonly learningRate: number
  readonly temperature: number
  /** share of words left out of a sentence at random */
  readonly wordDropout: number
  /** weight of the pull to a teacher's vectors, where there is a teacher */
  readonly teacherPull: number
  readonly seed: number
  readonly sourceWeights: SourceWeights
  /** threads; does not change the result */
  readonly workers: number
  /** steps between two development scores */
  readonly evaluateEvery: number
  /** stop after this many development scores without improvement */
  readonly patience: number
}

export const DEFAULT_TRAINING: Omit<TrainingOptions, 'sourceWeights' | 'workers'> = {
  steps: 2_500,
  batch: 1_024,
  learningRate: 0.01,
  temperature: 0.06,
  wordDropout: 0.1,
  teacherPull: 4,
  seed: 1,
  evaluateEvery: 250,
  patience: 4,
}

/** A point of the learning curve. */
export interface TrainingPoint {
  readonly step: number
  /** mean loss since the last point */
  readonly loss: number
  /** mean reciprocal rank on pairs kept aside, 0…1; null where there were too few of them to score */
  readonly development: number | null
}

export interface Trained {
  /** rows × dimensions */
  readonly table: Float32Array
  readonly curve: readonly TrainingPoint[]
}

export interface TrainingWatch {
  onStep?(step: number, steps: number, loss: number): void
  /** called with the current table, e.g. to write a checkpoint */
  onPoint?(point: TrainingPoint, table: Float32Array): Promise<void>
}

/**
 * Trains a table of word and letter-run rows such that texts that belong together have similar vectors.
 *
 * @param targets a teacher's vectors, or null to learn from the pairs alone
 * @param start a table to continue from, or null to start with small random numbers
 * @param drawing how batches are drawn, at most `options.batch` pairs each; usually by source and language pair
 * @throws KnowledgeError TRAINING_DIVERGED when a loss is not finite; the table is then unusable
 */
export async function trainTable(
  dataset: Dataset,
  options: TrainingOptions,
  start: Float32Array | null,
  watch: TrainingWatch,
  targets: Targets | null = null,
  drawing: (random: Random) => () => Batch = (random) =>
    batchSampler(dataset, options.batch, options.sourceWeights, random),
): Promise<Trained> {
  const { shape } = dataset
  const random = seededRandom(options.seed)
  const state = newState(dataset, options, targets?.dimensions)
  if (start === null) fillRandom(state.table, random, shape.dimensions)
  else state.table.set(start)
  const draw = drawing(random)
  const layOut = batchLayout(state, dataset, targets)
  const curve: TrainingPoint[] = []
  let best = { score: -1, table: state.table.slice() }
  let sinceBest = 0
  let losses: number[] = []

  const crew = startCrew(state, options.workers)
  try {
    for (let step = 0; step < options.steps && sinceBest < options.patience; step++) {
      const size = layOut(filled(draw()), options.wordDropout, random)
      const loss = finite(crew.step(options.learningRate * (1 - step / options.steps), size), step + 1)
      losses.push(loss)
      watch.onStep?.(step + 1, options.steps, loss)
      // Renewing a lock and handling Ctrl-C must not wait longer than one step.
      await nextTurn()
      if ((step + 1) % options.evaluateEvery !== 0 && step + 1 !== options.steps) continue
      const development = developmentScore(dataset, state.table)
      const point = { step: step + 1, loss: losses.reduce((sum, one) => sum + one, 0) / losses.length, development }
      losses = []
      curve.push(point)
      // With too few pairs for a score all points are equal, and the last one has learned most.
      const score = development ?? 0
      if (score >= best.score) {
        best = { score, table: state.table.slice() }
        sinceBest = 0
      } else sinceBest++
      await watch.onPoint?.(point, state.table)
    }
  } finally {
    await crew.stop()
  }
  return { table: best.table, curve }
}

/** An empty batch teaches nothing, and its mean loss is NaN. */
function filled(batch: Batch): Batch {
  if (batch.left.length === 0) throw new RangeError('a batch without pairs was drawn')
  return batch
}

function finite(loss: number, step: number): number {
  if (Number.isFinite(loss)) return loss
  throw new KnowledgeError('TRAINING_DIVERGED', { step }, { do: 'try-other-seed' })
}

function fillRandom(table: Float32Array, random: Random, dimensions: number): void {
  const scale = 1 / Math.sqrt(dimensions)
  for (let i = 0; i < table.length; i++) table[i] = (random() + random() + random() - 1.5) * scale
}
