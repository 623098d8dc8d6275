import { describe, expect, it } from 'vitest'
import { headFeatures } from '../../../knowledge/search/ranker/head-features.js'
import { headIdf, type LinearHead, openLinearHead } from '../../../knowledge/search/ranker/linear-head.js'
import { randomHead } from '../../support/linear-heads.js'
import { seededRandom, unit } from '../../support/seeded-vectors.js'

const SYLLABLES = ['ta', 'sa', 'em', 'pre', 'gis', 'tro', 'ofi', 'ci', 'na', 'pa', 'go', 'no']
const SHARES = [1, 1, 1.4]

function randomText(random: () => number): readonly string[] {
  const word = () => Array.from({ length: 1 + random() * 2 }, () => SYLLABLES[Math.floor(random() * 12)]).join('')
  return Array.from({ length: 1 + random() * 6 }, word)
}

/** What a head computes, written down the plain way: a full matrix of weights times a full vector, and two more of embeddings. */
function plainLogits(head: LinearHead, words: readonly string[], vector: Float32Array | null) {
  const numberOf = new Map([...head.features].map((feature, number) => [feature, number]))
  const features = new Float64Array(head.features.length)
  let shares = 0
  headFeatures(words).forEach((kind, i) => {
    if (kind.length === 0) return
    const idfOf = (feature: number) => head.idf[numberOf.get(feature) ?? -1] ?? headIdf(0, head.texts)
    const times = (feature: number) => kind.filter((one) => one === feature).length
    const values = [...new Set(kind)].map((feature) => ({
      feature,
      value: (1 + Math.log(times(feature))) * idfOf(feature),
    }))
    const norm = Math.hypot(...values.map(({ value }) => value))
    const share = SHARES[i] ?? 0
    shares += share ** 2
    for (const { feature, value } of values) {
      const number = numberOf.get(feature)
      if (number !== undefined) features[number] = (value / norm) * share
    }
  })
  const weightOf = (feature: number, one: number) => {
    for (let at = head.starts[feature] ?? 0; at < (head.starts[feature + 1] ?? 0); at++) {
      if (head.classOf[at] === one) return head.weights[at] ?? 0
    }
    return 0
  }
  const product = (rows: Float32Array, one: number) =>
    [...(vector ?? [])].reduce((sum, value, d) => sum + value * (rows[one * head.dimensions + d] ?? 0), 0)
  const classes = Array.from({ length: head.classes }, (_, one) => one)
  return classes.map((one) => {
    const sparse = features.reduce((sum, value, feature) => sum + value * weightOf(feature, one), 0)
    return (head.bias[one] ?? 0) + sparse / Math.sqrt(shares || 1) + product(head.dense, one)
  })
}

describe.each([
  ['with weights on the embedding', true],
  ['without weights on the embedding', false],
])('a head %s', (_name, hasDense) => {
  it('scores the same as a full matrix of weights', () => {
    const random = seededRandom(5)
    for (let i = 0; i < 20; i++) {
      const dimensions = 1 + Math.floor(random() * 6)
      const known = Array.from({ length: 4 }, () => randomText(random))
      const head = randomHead(random, known, { classes: 1 + Math.floor(random() * 7), dimensions, hasDense })
      const opened = openLinearHead(head)
      for (const words of [...known, randomText(random), []]) {
        const embedding = unit(Array.from({ length: dimensions }, () => random() - 0.5))
        for (const vector of [embedding, null]) {
          const logits = opened.score(words, vector)
          plainLogits(head, words, vector).forEach((logit, one) => {
            expect(logits[one]).toBeCloseTo(logit, 4)
          })
        }
      }
    }
  })
})
