import { describe, expect, it } from 'vitest'
import { featureTable } from '../../../knowledge/search/lexical/feature-table.js'
import { type HeadFeatures, headFeatures, headVector } from '../../../knowledge/search/ranker/head-features.js'

const UNKNOWN_IDF = 3

/** A table that knows everything the texts hold, with an idf of 1 each. */
function knowing(...texts: readonly HeadFeatures[]) {
  const table = featureTable()
  for (const feature of texts.flat(2)) table.add(feature)
  return { table, idf: new Float32Array(table.size()).fill(1) }
}

function length(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
}

describe('the features of a text', () => {
  it('distinguish a word, a pair and a run of the same letters', () => {
    const [asWord] = headFeatures(['^ tax'])
    const [word, pair, runs] = headFeatures(['tax'])
    expect(runs).not.toContain(word[0])
    expect(asWord[0]).not.toBe(pair[0])
    expect(headFeatures(['^ tax'])[2]).not.toContain(pair[0])
  })

  it('are its words, one more pair than words, and every run of two to five letters with the ends of a word', () => {
    const [words, pairs, runs] = headFeatures(['pay', 'tax'])
    expect([words.length, pairs.length]).toEqual([2, 3])
    // "<pay>" holds four runs of two letters, three of three, two of four and one of five.
    expect([runs.length, new Set(runs).size]).toEqual([20, 20])
  })

  it('depend on the order of words, and on the first and the last word', () => {
    const pairsOf = (...words: readonly string[]) => new Set(headFeatures(words)[1])
    const forwards = pairsOf('pay', 'tax')
    const backwards = pairsOf('tax', 'pay')
    expect([...forwards].filter((feature) => backwards.has(feature))).toEqual([])
  })

  it('are none for a text without words', () => {
    expect(headFeatures([])).toEqual([[], [], []])
  })
})

describe('the vector of a text', () => {
  const text = headFeatures(['pay', 'the', 'tax', 'the'])

  it('has unit length where every feature is known', () => {
    const { table, idf } = knowing(text)
    expect(length(headVector(text, table, idf, UNKNOWN_IDF).values)).toBeCloseTo(1, 6)
  })

  it('is shorter than unit length if a part of the text is unknown', () => {
    const { table, idf } = knowing(headFeatures(['tax']))
    const lengthOf = (...words: readonly string[]) => length(headVector(headFeatures(words), table, idf, 3).values)
    const lengths = [lengthOf('tax'), lengthOf('tax', 'zarquon'), lengthOf('tax', 'zarquon', 'frobnicates')]
    expect(lengths[0]).toBeCloseTo(1, 6)
    expect(lengths[1]).toBeLessThan(0.8)
    expect(lengths[2]).toBeLessThan(lengths[1] ?? 0)
    expect(lengths[2]).toBeGreaterThan(0)
  })

  it('counts a repeated word more, but not twice as much', () => {
    const { table, idf } = knowing(text)
    const { numbers, values } = headVector(text, table, idf, UNKNOWN_IDF)
    const weightOf = (feature: number | undefined) => values[numbers.indexOf(table.numberOf(feature ?? 0))] ?? 0
    const [once, twice] = [weightOf(text[0][0]), weightOf(text[0][1])]
    expect(twice / once).toBeCloseTo(1 + Math.log(2), 5)
  })

  it('is empty where the text is empty or unknown', () => {
    const { table, idf } = knowing(text)
    const empty = { numbers: new Int32Array(0), values: new Float32Array(0) }
    expect(headVector(headFeatures([]), table, idf, UNKNOWN_IDF)).toEqual(empty)
    expect(headVector(headFeatures(['qqq']), table, idf, UNKNOWN_IDF)).toEqual(empty)
  })
})
