import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../evaluation/statistics/random.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { batchLayout } from '../../../training/encoder/batch-layout.js'
import type { Batch } from '../../../training/encoder/batch-sampler.js'
import type { TextPair } from '../../../training/encoder/corpus.js'
import { startCrew } from '../../../training/encoder/crew.js'
import { buildDataset, type Dataset } from '../../../training/encoder/dataset.js'
import { newState, type StepState } from '../../../training/encoder/step-state.js'
import type { Targets } from '../../../training/encoder/teacher-targets.js'
import { DEFAULT_TRAINING } from '../../../training/encoder/train-table.js'

const TEMPERATURE = 0.3
const shape = { words: 60, buckets: 40, dimensions: 32 }

/** Sentences of made-up words. Every fifth left side is the same, so that some partners are not negatives. */
async function* somePairs(count: number): AsyncIterable<TextPair> {
  const random = seededRandom(3)
  const sentence = () => Array.from({ length: 2 + Math.floor(random() * 5) }, () => `w${Math.floor(random() * 90)}`)
  for (let i = 0; i < count; i++) {
    const left = i % 5 === 0 ? ['the', 'same'] : sentence()
    yield { source: 's', kind: 'para', languages: ['en', 'en'], texts: [left.join(' '), sentence().join(' ')] }
  }
}

/** The loss computed by the plain formula, with 64-bit numbers and nothing shared between pairs. */
function plainLoss(dataset: Dataset, table: Float64Array, { left, right }: Batch): number {
  const encoded = (sentences: readonly number[]) => sentences.map((sentence) => encode(dataset, table, sentence))
  const [lefts, rights] = [encoded(left), encoded(right)]
  const counts = (i: number, j: number) => i === j || (left[i] !== left[j] && right[i] !== right[j])
  const power = (i: number, j: number) =>
    counts(i, j) ? Math.exp(dot(lefts[i] ?? [], rights[j] ?? []) / TEMPERATURE) : 0
  const places = left.map((_, i) => i)
  const losses = places.map((i) => {
    const row = places.reduce((sum, j) => sum + power(i, j), 0)
    const column = places.reduce((sum, j) => sum + power(j, i), 0)
    return -(Math.log(power(i, i) / row) + Math.log(power(i, i) / column)) / 2
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

function encode(dataset: Dataset, table: Float64Array, sentence: number): readonly number[] {
  const vector = Array.from({ length: shape.dimensions }, () => 0)
  for (let w = dataset.sentenceStart[sentence] ?? 0; w < (dataset.sentenceStart[sentence + 1] ?? 0); w++) {
    const word = dataset.sentenceWords[w] ?? 0
    for (let r = dataset.wordStart[word] ?? 0; r < (dataset.wordStart[word + 1] ?? 0); r++) {
      const scale = (dataset.wordWeights[word] ?? 0) * (dataset.wordScales[r] ?? 0)
      const row = (dataset.wordRows[r] ?? 0) * shape.dimensions
      vector.forEach((value, d) => {
        vector[d] = value + scale * (table[row + d] ?? 0)
      })
    }
  }
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, d) => sum + value * (right[d] ?? 0), 0)
}

/** The mean over both sides of 1 − cosine between a sentence's first numbers and the teacher's vector. */
function plainPull(dataset: Dataset, table: Float64Array, { left, right }: Batch, targets: Targets): number {
  const placeOf = (sentence: number) => targets.placeOf[sentence] ?? -1
  const pull = (sentence: number, place: number) => {
    if (place === -1) return 0
    const vector = encode(dataset, table, sentence).slice(0, targets.dimensions)
    const target = [...targets.vectors.subarray(place * targets.dimensions, (place + 1) * targets.dimensions)]
    return 1 - dot(vector, target) / Math.hypot(...vector)
  }
  const pulls = left.flatMap((own, i) => {
    const [a, b] = [placeOf(own), placeOf(right[i] ?? -1)]
    return [pull(own, a === -1 ? b : a), pull(right[i] ?? -1, b === -1 ? a : b)]
  })
  return pulls.reduce((sum, value) => sum + value, 0) / (2 * left.length)
}

/** A teacher that knows two sentences of three. */
function someTargets(sentences: number): Targets {
  const random = seededRandom(11)
  const dimensions = 16
  const rows = Array.from({ length: sentences }, () => Array.from({ length: dimensions }, () => random() - 0.5))
  const unit = rows.flatMap((row) => row.map((value) => value / Math.hypot(...row)))
  const placeOf = Int32Array.from({ length: sentences }, (_, s) => (s % 3 === 0 ? -1 : s))
  return { dimensions, placeOf, vectors: Float32Array.from(unit) }
}

interface Prepared {
  readonly dataset: Dataset
  readonly targets: Targets
  readonly batch: Batch
  readonly state: StepState
}

async function prepared(teacherPull: number): Promise<Prepared> {
  const dataset = await buildDataset(somePairs(48), shape)
  const [group] = dataset.groups
  if (group === undefined) throw new Error('the pairs make no group')
  const places = Array.from({ length: 40 }, (_, i) => i)
  const side = (offset: number) => places.map((i) => group.pairs[2 * i + offset] ?? 0)
  const targets = someTargets(dataset.sentenceStart.length - 1)
  const options = { batch: 40, temperature: TEMPERATURE, workers: 1, teacherPull }
  const state = newState(dataset, options, targets.dimensions)
  const random = seededRandom(5)
  state.table.set(state.table.map(() => random() - 0.5))
  return { dataset, targets, batch: { left: side(0), right: side(1) }, state }
}

describe('a training step', () => {
  it.each([
    ['alone', 0],
    ['with a teacher', 3],
  ])('%s has the loss of the plain formula and moves each row along its gradient', async (_, teacherPull) => {
    const { dataset, targets, batch, state } = await prepared(teacherPull)
    const start = Float64Array.from(state.table)
    const size = batchLayout(state, dataset, teacherPull === 0 ? null : targets)(batch, 0, seededRandom(1))
    const crew = startCrew(state, 1)
    const loss = crew.step(0, size)
    await crew.stop()
    expect(loss).toBeCloseTo(plainLoss(dataset, start, batch), 5)

    const step = 1e-4
    const places = Array.from({ length: 60 }, (_, i) => {
      const row = state.rows[(i * 7) % size.rowCount] ?? 0
      return row * shape.dimensions + ((i * 5) % shape.dimensions)
    })
    const slopes = places.map((place) => {
      const lossAt = (value: number) => {
        const table = start.with(place, value)
        return plainLoss(dataset, table, batch) + teacherPull * plainPull(dataset, table, batch, targets)
      }
      const value = start[place] ?? 0
      return (lossAt(value + step) - lossAt(value - step)) / (2 * step)
    })
    // the momentum of a first step is a tenth of the gradient
    const gradients = places.map((place) => 10 * (state.momentum[place] ?? 0))
    const largest = Math.max(...slopes.map(Math.abs))
    expect(largest).toBeGreaterThan(1e-3)
    gradients.forEach((gradient, i) => {
      expect(Math.abs(gradient - (slopes[i] ?? 0))).toBeLessThan(1e-4 * largest)
    })
  })
})

describe('training on several threads', () => {
  it('gives the same bytes for any number of threads', async () => {
    // worker threads run the built files
    const built = packagePath('dist/training/encoder/train-table.js')
    const { trainTable }: typeof import('../../../training/encoder/train-table.js') = await import(built)
    const dataset = await buildDataset(somePairs(300), shape)
    const hashes: string[] = []
    for (const workers of [1, 2, 3]) {
      const options = { ...DEFAULT_TRAINING, steps: 12, batch: 104, evaluateEvery: 12, sourceWeights: {}, workers }
      const { table } = await trainTable(dataset, options, null, {})
      hashes.push(createHash('sha256').update(table).digest('hex'))
    }
    expect(new Set(hashes).size).toBe(1)
  })

  it('fails with the error of a thread that died, without waiting for it', async () => {
    const built = packagePath('dist/training/encoder/crew.js')
    const { startCrew: startBuilt }: typeof import('../../../training/encoder/crew.js') = await import(built)
    const { dataset, batch } = await prepared(0)
    const state = newState(dataset, { batch: 40, temperature: TEMPERATURE, workers: 2, teacherPull: 0 })
    const size = batchLayout(state, dataset)(batch, 0, seededRandom(1))
    const crew = startBuilt(state, 2, packagePath('test/support/dying-thread.mjs'))
    expect(() => crew.step(0.01, size)).toThrow('a thread of the training has died')
    await expect(crew.stop()).rejects.toThrow(TypeError)
  })
})
