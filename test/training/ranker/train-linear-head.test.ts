import { describe, expect, it } from 'vitest'
import { mean } from '../../../evaluation/statistics/metrics.js'
import { headFeatures } from '../../../knowledge/search/ranker/head-features.js'
import { type LinearHead, openLinearHead } from '../../../knowledge/search/ranker/linear-head.js'
import { type HeadExample, trainLinearHead } from '../../../training/ranker/train-linear-head.js'
import { seededRandom, unit } from '../../support/seeded-vectors.js'

const DIMENSIONS = 4

function exampleOf(text: string, classNumber: number, vector: Float32Array | null = null): HeadExample {
  return { words: text.split(' '), vector, classNumber }
}

/** Three classes that share words, and each have words of their own. */
const services = [
  exampleOf('pay the filing fee', 0),
  exampleOf('how much is the fee', 0),
  exampleOf('what does the filing cost', 0),
  exampleOf('when is the office open', 1),
  exampleOf('opening hours of the office', 1),
  exampleOf('at what time does the office close', 1),
  exampleOf('cancel the appointment', 2),
  exampleOf('move the appointment to another day', 2),
  exampleOf('the appointment does not suit', 2),
]

function train(examples: readonly HeadExample[], dimensions = DIMENSIONS): Promise<LinearHead> {
  return trainLinearHead(examples, { classes: Math.max(...examples.map((one) => one.classNumber)) + 1, dimensions })
}

function bestClass(head: LinearHead, text: string, vector: Float32Array | null = null): number {
  const logits = openLinearHead(head).score(text.split(' '), vector)
  return logits.indexOf(Math.max(...logits))
}

describe('a linear head', () => {
  it('distinguishes classes by words that only one of them has', async () => {
    const head = await train(services)
    for (const { words, classNumber } of services) expect(bestClass(head, words.join(' '))).toBe(classNumber)
    expect(bestClass(head, 'the fees please')).toBe(0)
    expect(bestClass(head, 'is the office opening on monday')).toBe(1)
    expect(bestClass(head, 'another day for my apointment')).toBe(2)
  })

  it('learns more than the mean of a class: a word that misleads because other classes have it too', async () => {
    // "office" is in most texts of class 0, but "lost" is the informative word.
    const examples = [
      ...Array.from({ length: 8 }, (_, i) => exampleOf(`office matter${i}`, 0)),
      exampleOf('office office office lost', 1),
      exampleOf('lost office', 1),
      exampleOf('lost', 1),
    ]
    const head = await train(examples)
    expect(bestClass(head, 'office office office lost')).toBe(1)
    const logits = openLinearHead(head).score(['lost', 'office'], null)
    expect((logits[1] ?? 0) - (logits[0] ?? 0)).toBeGreaterThan(1)
  })

  it('distinguishes classes by the embedding alone when their words are the same', async () => {
    const random = seededRandom(4)
    const near = (axis: number) =>
      unit(Array.from({ length: DIMENSIONS }, (_, d) => (d === axis ? 1 : 0) + 0.2 * (random() - 0.5)))
    const examples = Array.from({ length: 30 }, (_, i) => exampleOf('the same words', i % 3, near(i % 3)))
    const head = await train(examples)
    for (const axis of [0, 1, 2]) {
      const vector = near(axis)
      expect(bestClass(head, 'the same words', vector)).toBe(axis)
    }
  })

  it('finds a class by its only example, however many the others have', async () => {
    const crowd = Array.from({ length: 60 }, (_, i) => exampleOf(`pay the fee number${i} at the office`, i % 2))
    const head = await train([...crowd, exampleOf('pay the parking fine', 2)])
    expect(bestClass(head, 'parking fine')).toBe(2)
    const [first = 0, second = 0, own = 0] = openLinearHead(head).score(['pay', 'the', 'parking', 'fine'], null)
    expect(own - Math.max(first, second)).toBeGreaterThan(3)
  })

  it('is the same to the last bit for the same examples', async () => {
    const random = seededRandom(9)
    const examples = services.map((one) => ({ ...one, vector: unit(Array.from({ length: DIMENSIONS }, random)) }))
    expect(await train(examples)).toEqual(await train(examples))
  })

  it('gives other texts the same logits after one more example at any position', async () => {
    const random = seededRandom(6)
    const text = () => Array.from({ length: 5 }, () => `word${Math.floor(random() * 80)}`).join(' ')
    const examples = Array.from({ length: 300 }, (_, i) => exampleOf(text(), i % 30))
    const questions = Array.from({ length: 50 }, () => text().split(' '))
    const logitsOf = async (taught: readonly HeadExample[]) => {
      const opened = openLinearHead(await train(taught))
      return questions.map((words) => [...opened.score(words, null)])
    }
    const before = await logitsOf(examples)
    for (const at of [0, 150, 300]) {
      const after = await logitsOf(examples.toSpliced(at, 0, exampleOf('quite another matter', 7)))
      const moved = after.flatMap((logits, i) => logits.map((logit, one) => Math.abs(logit - (before[i]?.[one] ?? 0))))
      expect(mean(moved)).toBeLessThan(0.005)
    }
  })

  it('has no weight on a feature of more than 256 classes, and has one at exactly 256', async () => {
    const sharedBy = async (classes: number) => {
      const head = await train(Array.from({ length: classes }, (_, i) => exampleOf(`common q${i}`, i)))
      const feature = head.features.indexOf(headFeatures(['common'])[0][0] ?? 0)
      return (head.starts[feature + 1] ?? 0) - (head.starts[feature] ?? 0)
    }
    expect(await sharedBy(256)).toBe(256)
    expect(await sharedBy(257)).toBe(0)
  })

  it('has weights only on classes with an example that has the feature', async () => {
    const head = await train(services)
    const classesOf = (word: string) => {
      const feature = head.features.indexOf(headFeatures([word])[0][0] ?? 0)
      return [...head.classOf.subarray(head.starts[feature], head.starts[feature + 1])]
    }
    expect(classesOf('fee')).toEqual([0])
    expect(classesOf('does')).toEqual([0, 1, 2])
    expect(classesOf('what')).toEqual([0, 1])
  })

  it('has no weights on the embedding when there would be too many', async () => {
    const examples = [exampleOf('one', 0, new Float32Array(100_001)), exampleOf('two', 1, null)]
    expect((await train(examples, 100_001)).dense).toHaveLength(0)
    expect((await train(services)).dense).toHaveLength(3 * DIMENSIONS)
  })

  it.each([
    ['no example has a vector', services],
    ['some examples have none', services.map((one, i) => (i % 2 === 0 ? one : { ...one, vector: unit([1, 2, 3, 4]) }))],
    ['an example has no words', [...services, { words: [], vector: null, classNumber: 1 }]],
    ['a class has nothing but an example without words', [...services, { words: [], vector: null, classNumber: 3 }]],
    ['there is one class', services.slice(0, 3)],
  ])('has only finite weights when %s', async (_name, examples) => {
    const head = await train(examples)
    const numbers = [head.idf, head.weights, head.bias, head.dense].flatMap((all) => [...all])
    const opened = openLinearHead(head)
    for (const vector of [null, unit([4, 3, 2, 1])]) {
      for (const words of [['fee'], ['zarquon'], []]) {
        numbers.push(...opened.score(words, vector))
      }
    }
    expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([])
  })
})
