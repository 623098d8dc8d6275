import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../evaluation/statistics/random.js'
import { staticEncoder } from '../../../knowledge/adapters/static-encoder.js'
import { readEncoder, writeEncoder } from '../../../knowledge/encoder/encoder-files.js'
import { adaptEncoder, DEFAULT_ADAPTATION } from '../../../training/encoder/adapt-encoder.js'
import { ownSampler, textPairsOf } from '../../../training/encoder/own-pairs.js'
import { pairOf } from '../../support/snapshot.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { ownWordPairs, tinyEncoder } from '../../support/tiny-encoder.js'

async function similarity(folder: string, left: string, right: string): Promise<number> {
  const { embedder } = await staticEncoder(folder).fit([], null)
  const [a, b] = await embedder.embed([left, right], 'query')
  return a?.reduce((sum, value, i) => sum + value * (b?.[i] ?? 0), 0) ?? Number.NaN
}

describe('adapting an encoder', () => {
  const options = { ...DEFAULT_ADAPTATION, steps: 60, batch: 64, learningRate: 0.01, evaluateEvery: 20 }

  it("learns the institution's own words and does not change the original encoder", async () => {
    const [folder, output] = [await tinyEncoder(), await temporaryFolder()]
    const before = await similarity(folder, 'zorble', 'How do I get the stamp?')
    const from = await readEncoder(folder)
    const steps: number[] = []

    const adapted = await adaptEncoder({
      from,
      pairs: ownWordPairs,
      options,
      onProgress: (_, done) => steps.push(done),
    })

    expect(adapted?.textPairs).toBe(ownWordPairs.length * (12 + 2))
    expect(steps).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
    expect(adapted?.losses.last).toBeLessThan(adapted?.losses.first ?? 0)
    await writeEncoder(output, adapted?.contents ?? {})
    expect(await readEncoder(output)).toMatchObject({ name: 'general', adaptedFrom: from.revision, languages: ['en'] })
    expect(await similarity(output, 'zorble', 'How do I get the stamp?')).toBeGreaterThan(before + 0.2)
    expect(await similarity(folder, 'zorble', 'How do I get the stamp?')).toBe(before)
  })

  it('gives the same bytes for the same pairs and seed, and different bytes for another seed', async () => {
    const from = await readEncoder(await tinyEncoder())
    const contents = async (seed: number) =>
      (await adaptEncoder({ from, pairs: ownWordPairs, options: { ...options, seed, steps: 5 } }))?.contents
    const first = await contents(1)
    expect(await contents(1)).toEqual(first)
    expect(await contents(2)).not.toEqual(first)
  })

  it('reports the first and last loss even for a few steps', async () => {
    const from = await readEncoder(await tinyEncoder())
    const few = { ...DEFAULT_ADAPTATION, steps: 10, batch: 64, learningRate: 0.01 }
    const adapted = await adaptEncoder({ from, pairs: ownWordPairs, options: few })
    expect(adapted?.losses.last).toBeLessThan(adapted?.losses.first ?? 0)
  })

  it('yields to other work between steps', async () => {
    const from = await readEncoder(await tinyEncoder())
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await adaptEncoder({ from, pairs: ownWordPairs, options })
    clearInterval(timer)
    expect(turns).toBeGreaterThan(1)
  })

  it('returns null when there are too few texts', async () => {
    const from = await readEncoder(await tinyEncoder())
    expect(await adaptEncoder({ from, pairs: ownWordPairs.slice(0, 2), options: DEFAULT_ADAPTATION })).toBeNull()
    const alternateQuestions = Array.from({ length: 20 }, (_, n) => `another way to ask ${n}`)
    const few = ownWordPairs.slice(0, 7).map((pair) => ({ ...pair, alternateQuestions }))
    expect(await adaptEncoder({ from, pairs: few, options: DEFAULT_ADAPTATION })).toBeNull()
  })

  it('returns null for phrasings that differ only in accents and capitals', async () => {
    const from = await readEncoder(await tinyEncoder())
    const same = (question: string) => ({ question, alternateQuestions: [question.toUpperCase()], answer: question })
    const alike = ownWordPairs.map((pair, i) => (i < 7 ? pair : { ...pair, ...same(`Quanto é ${i}`) }))
    expect(await adaptEncoder({ from, pairs: alike, options: DEFAULT_ADAPTATION })).toBeNull()
    const mostly = ownWordPairs.map((pair) => ({ ...pair, ...same(`Quanto é ${pair.id}`) }))
    const many = mostly.flatMap((pair) => Array.from({ length: 12 }, (_, n) => ({ ...pair, id: `${pair.id} ${n}` })))
    expect(await adaptEncoder({ from, pairs: many, options: DEFAULT_ADAPTATION })).toBeNull()
  })
})

describe('the text pairs of a knowledge base', () => {
  const es = pairOf({ id: 'fees', language: 'es', question: '¿Cuánto cuesta?', answer: 'Sesenta.' })
  const en = pairOf({
    id: 'fees',
    question: 'How much?',
    alternateQuestions: ['price'],
    answer: 'It is sixty euros.',
  })

  it('are phrasings of one pair, answers with their questions, and translations', async () => {
    expect((await textPairsOf([es, en])).map(({ source, kind, texts }) => [source, kind, ...texts])).toEqual([
      ['fees', 'phrasing', 'How much?', 'price'],
      ['fees', 'answer', 'How much?', 'It is sixty euros.'],
      ['fees', 'translation', '¿Cuánto cuesta?', 'How much?'],
    ])
  })

  it('are drawn without a pair twice in a batch, and without leaving a pair out', () => {
    const group = (source: number, first: number, pairs: number) => ({
      name: `${source}`,
      source: `${source}`,
      kind: 'phrasing',
      pairs: Int32Array.from({ length: 2 * pairs }, (_, i) => 1_000 * source + first + i),
    })
    const ids = Array.from({ length: 9 }, (_, source) => source)
    const groups = [...ids.map((source) => group(source, 0, source === 8 ? 0 : 3)), group(0, 100, 2)]
    const dev = [...ids.map((source) => group(source, 200, source === 8 ? 1 : 0)), group(0, 300, 0)]
    const draw = ownSampler({ groups, dev }, 64, seededRandom(5))
    const seen = new Set<number>()
    for (let batch = 0; batch < 300; batch++) {
      const { left, right } = draw()
      // Nine pairs, and batches are multiples of eight.
      expect(new Set(left.map((sentence) => Math.floor(sentence / 1_000))).size).toBe(8)
      for (const [i, sentence] of left.entries()) expect(Math.abs(sentence - (right[i] ?? 0))).toBe(1)
      for (const sentence of [...left, ...right]) seen.add(sentence)
    }
    expect(seen.size).toBe(2 * (8 * 3 + 2 + 1))
  })
})
