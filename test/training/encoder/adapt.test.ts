import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { staticEncoder } from '../../../knowledge/adapters/static-encoder.js'
import { adaptEncoder, DEFAULT_ADAPTATION, textPairsOf } from '../../../training/encoder/adapt.js'
import { DEFAULT_TRAINING } from '../../../training/encoder/train.js'
import { trainEncoder } from '../../../training/encoder/train-encoder.js'
import { pairOf } from '../../support/snapshot.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const services = ['stamp', 'permit', 'licence', 'notice', 'record', 'extract', 'deed', 'claim', 'grant', 'waiver']
const nicknames = ['zorble', 'quilt', 'fandry', 'mopple', 'tressel', 'vindle', 'garvo', 'plunth', 'skerry', 'bramble']

/** The institution's own words for its services, which no general corpus knows. */
const pairs = services.map((service, i) =>
  pairOf({
    id: service,
    question: `How do I get the ${service}?`,
    alternateQuestions: Array.from({ length: 12 }, (_, n) => `${nicknames[i]} wanted ${n}`),
    answer: `Ask for the ${service} at the counter. It is free of charge.`,
  }),
)

async function encoderFolder(): Promise<string> {
  const [corpus, output] = [await temporaryFolder(), await temporaryFolder()]
  const lines = services.flatMap((service) =>
    Array.from({ length: 10 }, (_, n) => `para\ten\ten\tget the ${service} number ${n}\tobtain the ${service} ${n}`),
  )
  await writeFile(join(corpus, 'general.tsv'), lines.join('\n'))
  const options = { ...DEFAULT_TRAINING, steps: 30, batch: 64, evaluateEvery: 30, sourceWeights: {}, workers: 1 }
  const shape = { words: 500, buckets: 512, dimensions: 32 }
  await trainEncoder({ corpus, heldOut: null, teacher: null, output, name: 'general', shape, options })
  return output
}

async function similarity(folder: string, left: string, right: string): Promise<number> {
  const { embedder } = await staticEncoder(folder).fit([], null)
  const [a, b] = await embedder.embed([left, right], 'query')
  return a?.reduce((sum, value, i) => sum + value * (b?.[i] ?? 0), 0) ?? Number.NaN
}

describe('adapting an encoder', () => {
  it("teaches it the institution's own words and leaves the one it came from alone", async () => {
    const [from, output] = [await encoderFolder(), await temporaryFolder()]
    const before = await similarity(from, 'zorble', 'How do I get the stamp?')
    const options = { ...DEFAULT_ADAPTATION, steps: 60, batch: 64, learningRate: 0.01, evaluateEvery: 20 }

    const { textPairs } = await adaptEncoder({ from, output, name: 'own', pairs, options })

    expect(textPairs).toBe(services.length * (12 + 2))
    expect(await similarity(output, 'zorble', 'How do I get the stamp?')).toBeGreaterThan(before + 0.2)
    expect(await similarity(from, 'zorble', 'How do I get the stamp?')).toBe(before)
  })

  it('refuses to learn from next to nothing', async () => {
    const adaptation = { from: await encoderFolder(), output: await temporaryFolder(), name: 'own' }
    await expect(
      adaptEncoder({ ...adaptation, pairs: pairs.slice(0, 2), options: DEFAULT_ADAPTATION }),
    ).rejects.toMatchObject({ code: 'EMPTY_KNOWLEDGE_BASE' })
  })
})

describe('the text pairs of a knowledge base', () => {
  it('are phrasings of one pair, answers with their questions, and translations', () => {
    const es = pairOf({ id: 'fees', language: 'es', question: '¿Cuánto cuesta?', answer: 'Sesenta.' })
    const en = pairOf({
      id: 'fees',
      question: 'How much?',
      alternateQuestions: ['price'],
      answer: 'It is sixty euros.',
    })
    expect(textPairsOf([es, en]).map(({ source, texts }) => [source, ...texts])).toEqual([
      ['phrasings', 'How much?', 'price'],
      ['answers', 'How much?', 'It is sixty euros.'],
      ['translations', '¿Cuánto cuesta?', 'How much?'],
    ])
  })
})
