import { setImmediate as nextTurn } from 'node:timers/promises'
import { type FeatureTable, featureTable } from '../../knowledge/search/lexical/feature-table.js'
import { headFeatures, headVector, type SparseVector } from '../../knowledge/search/ranker/head-features.js'
import { headIdf, type LinearHead, unknownIdfOf } from '../../knowledge/search/ranker/linear-head.js'
import { fnv1a, mix32 } from '../../knowledge/text/hash32.js'

/** An example text of a class. */
export interface HeadExample {
  /** folded */
  readonly words: readonly string[]
  /** of unit length; null when the text has no vector */
  readonly vector: Float32Array | null
  readonly classNumber: number
}

export interface HeadShape {
  readonly classes: number
  readonly dimensions: number
}

/** Steps over all examples together: fewer examples mean more epochs, within bounds. */
const STEPS = 30_000
const [FEWEST_EPOCHS, MOST_EPOCHS] = [3, 12]
const LEARNING_RATE = 0.1
/** the bias learns more slowly: it must not learn how many examples a class has */
const BIAS_RATE = 0.01
/** Factor from the product of weights and unit vector to a logit. */
const SCALE = 4
/** Weight of the embedding relative to the sparse features. */
const DENSE_SHARE = 0.7
/** With more weights than this on the embedding, none are learned and only the other signals use it. */
const MOST_DENSE_WEIGHTS = 200_000
/** A feature of more classes does not distinguish them, and costs time at every question. */
const MOST_CLASSES_PER_FEATURE = 256
/** A class whose logit is this far below the best takes no part in a step: exp(−7) = 0.0009. */
const OUT_OF_REACH = 7
const EXAMPLES_PER_TURN = 200

/**
 * Learns a linear classifier by multinomial logistic regression, stochastic gradient descent with linear decay. A feature has
 * weights only on classes with an example that has it: as accurate as weights on all, and as small as an inverted index.
 * Training starts at the classes' mean vectors, so that a class with one example is found by that example.
 *
 * The same examples give the same bytes.
 *
 * @param examples every class has at least one
 * @see Rennie et al., Tackling the Poor Assumptions of Naive Bayes Text Classifiers, 2003, on weighing term counts
 */
export async function trainLinearHead(
  examples: readonly HeadExample[],
  { classes, dimensions }: HeadShape,
): Promise<LinearHead> {
  const features = examples.map(({ words }) => headFeatures(words))
  const { table, idf } = tableOf(features.map((kinds) => kinds.flat()))
  const unknownIdf = unknownIdfOf(examples.length)
  const vectors = features.map((kinds) => headVector(kinds, table, idf, unknownIdf))
  const support = supportOf(examples, vectors, table.size(), classes)
  const model: Model = {
    ...support,
    classes,
    dimensions,
    weights: meanVectors(examples, vectors, support, classes),
    bias: new Float32Array(classes),
    dense: new Float32Array(classes * dimensions <= MOST_DENSE_WEIGHTS ? classes * dimensions : 0),
  }
  await descend(model, examples, vectors)
  return {
    texts: examples.length,
    classes,
    dimensions,
    features: table.features(),
    idf,
    starts: support.starts,
    classOf: support.classOf,
    weights: model.weights.map((weight) => weight * SCALE),
    bias: model.bias,
    dense: model.dense.map((weight) => weight * SCALE * DENSE_SHARE),
  }
}

function tableOf(texts: readonly (readonly number[])[]): { readonly table: FeatureTable; readonly idf: Float32Array } {
  const table = featureTable()
  const counts: number[] = []
  for (const features of texts) {
    for (const feature of new Set(features)) {
      const number = table.add(feature)
      counts[number] = (counts[number] ?? 0) + 1
    }
  }
  return { table, idf: Float32Array.from(counts, (count) => headIdf(count, texts.length)) }
}

/** The classes that have a weight on each feature. */
interface Support {
  readonly starts: Uint32Array
  readonly classOf: Uint32Array
}

interface Model extends Support {
  readonly classes: number
  readonly dimensions: number
  readonly weights: Float32Array
  readonly bias: Float32Array
  readonly dense: Float32Array
}

function supportOf(
  examples: readonly HeadExample[],
  vectors: readonly SparseVector[],
  features: number,
  classes: number,
): Support {
  const keys = new Float64Array(vectors.reduce((sum, { numbers }) => sum + numbers.length, 0))
  let at = 0
  vectors.forEach(({ numbers }, i) => {
    const own = examples[i]?.classNumber ?? 0
    for (const number of numbers) keys[at++] = number * classes + own
  })
  keys.sort()
  const distinct = keys.filter((key, i) => i === 0 || key !== keys[i - 1])
  const counts = new Uint32Array(features)
  for (const key of distinct) {
    const feature = Math.floor(key / classes)
    counts[feature] = (counts[feature] as number) + 1
  }
  const kept = distinct.filter((key) => (counts[Math.floor(key / classes)] as number) <= MOST_CLASSES_PER_FEATURE)
  const starts = new Uint32Array(features + 1)
  for (let feature = 0; feature < features; feature++) {
    const count = counts[feature] as number
    starts[feature + 1] = (starts[feature] as number) + (count <= MOST_CLASSES_PER_FEATURE ? count : 0)
  }
  return { starts, classOf: Uint32Array.from(kept, (key) => key % classes) }
}

/** Per class the mean direction of its examples, as weights. */
function meanVectors(
  examples: readonly HeadExample[],
  vectors: readonly SparseVector[],
  { starts, classOf }: Support,
  classes: number,
): Float32Array {
  const weights = new Float32Array(classOf.length)
  vectors.forEach(({ numbers, values }, i) => {
    const own = examples[i]?.classNumber ?? 0
    numbers.forEach((feature, k) => {
      for (let at = starts[feature] as number; at < (starts[feature + 1] as number); at++) {
        if (classOf[at] === own) weights[at] = (weights[at] as number) + (values[k] as number)
      }
    })
  })
  const squares = new Float64Array(classes)
  weights.forEach((weight, at) => {
    const one = classOf[at] as number
    squares[one] = (squares[one] as number) + weight * weight
  })
  return weights.map((weight, at) => weight / Math.sqrt(squares[classOf[at] as number] as number))
}

async function descend(
  model: Model,
  examples: readonly HeadExample[],
  vectors: readonly SparseVector[],
): Promise<void> {
  const hashes = Int32Array.from(examples, ({ words }) => fnv1a(words.join(' ')))
  const epochs = Math.min(MOST_EPOCHS, Math.max(FEWEST_EPOCHS, Math.round(STEPS / Math.max(1, examples.length))))
  const errors = new Float32Array(model.classes)
  let untilTurn = EXAMPLES_PER_TURN
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = LEARNING_RATE * (1 - epoch / epochs)
    for (const i of orderOf(hashes, epoch)) {
      const [example, vector] = [examples[i], vectors[i]]
      if (example === undefined || vector === undefined) continue
      predict(model, vector, example.vector, errors)
      errors[example.classNumber] = (errors[example.classNumber] as number) - 1
      correct(model, vector, example.vector, errors, rate)
      if (--untilTurn > 0) continue
      untilTurn = EXAMPLES_PER_TURN
      await nextTurn()
    }
  }
}

/**
 * A different order in each epoch, by a hash of the text: a version with a few edits trains like its parent, and its answers to
 * other questions stay the same.
 */
function orderOf(hashes: Int32Array, epoch: number): Float64Array {
  // Hash and position in one number sort faster than pairs.
  const keys = Float64Array.from(hashes, (hash, i) => mix32(hash + epoch) * hashes.length + i)
  return keys.sort().map((key) => key % hashes.length)
}

/** Writes the probability of each class over `into`. */
function predict(
  { classes, dimensions, starts, classOf, weights, bias, dense }: Model,
  { numbers, values }: SparseVector,
  embedding: Float32Array | null,
  into: Float32Array,
): void {
  into.set(bias)
  for (let k = 0; k < numbers.length; k++) {
    const feature = numbers[k] as number
    const value = (values[k] as number) * SCALE
    const end = starts[feature + 1] as number
    for (let at = starts[feature] as number; at < end; at++) {
      const one = classOf[at] as number
      into[one] = (into[one] as number) + value * (weights[at] as number)
    }
  }
  if (embedding !== null && dense.length > 0) {
    for (let one = 0; one < classes; one++) {
      let sum = 0
      for (let d = 0; d < dimensions; d++) sum += (dense[one * dimensions + d] as number) * (embedding[d] as number)
      into[one] = (into[one] as number) + sum * SCALE * DENSE_SHARE
    }
  }
  let best = Number.NEGATIVE_INFINITY
  for (let one = 0; one < classes; one++) best = Math.max(best, into[one] as number)
  let sum = 0
  for (let one = 0; one < classes; one++) {
    const below = (into[one] as number) - best
    const value = below < -OUT_OF_REACH ? 0 : Math.exp(below)
    into[one] = value
    sum += value
  }
  for (let one = 0; one < classes; one++) into[one] = (into[one] as number) / sum
}

/** One step against the errors: predicted minus true probability per class. */
function correct(
  { classes, dimensions, starts, classOf, weights, bias, dense }: Model,
  { numbers, values }: SparseVector,
  embedding: Float32Array | null,
  errors: Float32Array,
  rate: number,
): void {
  for (let k = 0; k < numbers.length; k++) {
    const feature = numbers[k] as number
    const step = (values[k] as number) * SCALE * rate
    const end = starts[feature + 1] as number
    for (let at = starts[feature] as number; at < end; at++) {
      const error = errors[classOf[at] as number] as number
      if (error !== 0) weights[at] = (weights[at] as number) - step * error
    }
  }
  for (let one = 0; one < classes; one++) {
    const error = errors[one] as number
    if (error === 0) continue
    bias[one] = (bias[one] as number) - BIAS_RATE * rate * error
    if (embedding === null || dense.length === 0) continue
    const step = error * SCALE * DENSE_SHARE * rate
    for (let d = 0; d < dimensions; d++) {
      const at = one * dimensions + d
      dense[at] = (dense[at] as number) - step * (embedding[d] as number)
    }
  }
}
