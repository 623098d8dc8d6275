import { rowProducts } from '../../basics/row-products.js'
import { featureTable } from '../lexical/feature-table.js'
import { headFeatures, headVector } from './head-features.js'

/**
 * A linear classifier over the pairs of a version, trained on their phrasings: sparse word and letter features, and weights on the
 * embedding where these help. Translations are one class.
 */
export interface LinearHead {
  /** number of phrasings it was trained on */
  readonly texts: number
  readonly classes: number
  readonly dimensions: number
  /** all different, in the order of their numbers */
  readonly features: Uint32Array
  readonly idf: Float32Array
  /** the classes on which feature f has a weight are `classOf[starts[f] … starts[f + 1])` */
  readonly starts: Uint32Array
  readonly classOf: Uint32Array
  readonly weights: Float32Array
  readonly bias: Float32Array
  /** classes × dimensions weights on the embedding, or empty */
  readonly dense: Float32Array
}

export interface OpenedHead {
  readonly classes: number
  /**
   * @param vector the question's embedding, or null when it has none
   * @returns one logit per class, unbounded, comparable between the classes of one question; the next call overwrites it
   */
  score(words: readonly string[], vector: Float32Array | null): Float32Array
}

export function openLinearHead(head: LinearHead): OpenedHead {
  const { classes, starts, classOf, weights, dense } = head
  const table = featureTable(head.features)
  const unknownIdf = unknownIdfOf(head.texts)
  const everyClass = Array.from({ length: classes }, (_, i) => i)
  const logits = new Float32Array(classes)
  return {
    classes,
    score(words, vector) {
      const { numbers, values } = headVector(headFeatures(words), table, head.idf, unknownIdf)
      logits.set(head.bias)
      for (let i = 0; i < numbers.length; i++) {
        const feature = numbers[i] as number
        const value = values[i] as number
        const end = starts[feature + 1] as number
        for (let at = starts[feature] as number; at < end; at++) {
          const one = classOf[at] as number
          logits[one] = (logits[one] as number) + value * (weights[at] as number)
        }
      }
      if (vector !== null && dense.length > 0) {
        const products = rowProducts(dense, everyClass, vector)
        for (let i = 0; i < classes; i++) logits[i] = (logits[i] as number) + (products[i] as number)
      }
      return logits
    },
  }
}

/** Smoothed inverse document frequency of a feature that occurs in `count` of `texts` texts. */
export function headIdf(count: number, texts: number): number {
  return Math.log((1 + texts) / (1 + count)) + 1
}

export function unknownIdfOf(texts: number): number {
  return headIdf(0, texts)
}
