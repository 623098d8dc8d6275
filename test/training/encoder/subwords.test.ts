import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transformersProvider } from '../../../knowledge/adapters/transformers-embedder.js'
import { encoderWords } from '../../../knowledge/encoder/word-rows.js'
import type { Embedder } from '../../../knowledge/ports.js'
import { readCorpus } from '../../../training/encoder/corpus.js'
import { buildDataset } from '../../../training/encoder/dataset.js'
import { dequantise, quantise } from '../../../training/encoder/quantise.js'
import { learnSubwords } from '../../../training/encoder/subwords/learn-subwords.js'
import { segmenter } from '../../../training/encoder/subwords/place-subwords.js'
import { writeSubwordModel } from '../../../training/encoder/subwords/write-model.js'
import { trainTable } from '../../../training/encoder/train.js'
import { trainEncoder } from '../../../training/encoder/train-encoder.js'
import { embedderContract } from '../../contracts/embedder.js'
import { corpusLines, tinyTraining } from '../../support/tiny-corpus.js'

const shape = { words: 220, buckets: 0, dimensions: 32 }

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ventanilla-'))
  await mkdir(join(root, 'corpus'))
  await writeFile(join(root, 'corpus', 'a.tsv'), corpusLines.join('\n'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function open(folder: string): Promise<Embedder> {
  return (await transformersProvider('/', { model: folder }).fit([], null)).embedder
}

function cosine(a: Float32Array | null | undefined, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0)
  return a === null || a === undefined ? Number.NaN : dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

describe('learning subwords', () => {
  const words = ['lower', 'lowest', 'newer', 'newest', 'é', 'once']
  const counts = [10, 10, 10, 10, 9, 1]

  it('joins what stands together most often, beginning with single letters', () => {
    const pieces = learnSubwords(words, counts, 15)
    expect(pieces.slice(0, 9).every((piece) => [...piece.replace('##', '')].length === 1)).toBe(true)
    expect(pieces).toContain('##we')
    expect(pieces).toHaveLength(15)
    expect(pieces).toEqual(learnSubwords(words, counts, 15))
    expect(new Set(pieces).size).toBe(15)
  })

  it('ends when every word is one piece, and knows no letter that was hardly seen', () => {
    const pieces = learnSubwords(words, counts, 1_000)
    expect(pieces).toEqual(expect.arrayContaining(['lower', 'lowest', 'newer', 'newest', 'é']))
    expect(pieces).not.toContain('once')
    expect(pieces.join('')).not.toContain('c')
  })

  it('cuts a word into the longest pieces from the left, and one with an unknown letter into none', () => {
    const pieces = ['low', 'lo', '##w', '##er', '##e', '##r', 'l', '##o']
    const cut = segmenter(pieces)
    const shown = (word: string) => cut(word).map((id) => pieces[id])
    expect(shown('lower')).toEqual(['low', '##er'])
    expect(shown('loer')).toEqual(['lo', '##er'])
    expect(shown('loww')).toEqual(['low', '##w'])
    expect(shown('lowx')).toEqual([])
    expect(shown('er')).toEqual([])
  })
})

describe('a table of subwords as a model folder', () => {
  let embedder: Embedder
  /** weighted sum of a text's rows, with the table as it was trained or as it was rounded */
  let trained: (text: string, rows: Float32Array) => Float32Array
  let exact: Float32Array
  let rounded: Float32Array
  beforeAll(async () => {
    const folder = join(root, 'model')
    const dataset = await buildDataset(readCorpus(join(root, 'corpus')), shape, null, null, 'subwords')
    const { table } = await trainTable(dataset, tinyTraining, null, {})
    const weights = quantise(table, dataset)
    await writeSubwordModel(folder, weights)
    embedder = await open(folder)
    const pieces = segmenter(weights.vocabulary)
    trained = (text, rows) => {
      const sum = new Float32Array(shape.dimensions)
      for (const piece of encoderWords(text).flatMap(pieces)) {
        const weight = weights.wordWeights[piece] ?? Number.NaN
        for (let d = 0; d < sum.length; d++) {
          sum[d] = (sum[d] ?? 0) + weight * (rows[piece * shape.dimensions + d] ?? 0)
        }
      }
      return sum
    }
    exact = table
    rounded = dequantise(weights)
  })
  afterAll(() => embedder.close())

  it.each([
    'I want to close the company today',
    '¿Quiero CERRAR mi Solicitud, por correo?',
    'el domicílio, la FIRMA… y el certificado/online',
    'ﬁrma',
    'companies registers',
    `close ${'company'.repeat(40)} online`,
  ])('has the vector that the trainer has for %j', async (text) => {
    const [row] = await embedder.embed([text], 'query')
    expect(cosine(row, trained(text, rounded))).toBeGreaterThan(0.99999)
    expect(cosine(row, trained(text, exact))).toBeGreaterThan(0.999)
  })

  it.each([
    ['nothing', '', null],
    ['an emoji', '👍', null],
    ['control characters', '\u0000\u0001\u001b', null],
    ['letters it has never seen', '公司', null],
    ['a word of 300 letters', 'company'.repeat(43), 32],
    ['10,000 characters', 'close the company '.repeat(556), 32],
  ])('gives null or a vector, never NaN, for %s', async (_what, text, length) => {
    const [row] = await embedder.embed([text], 'query')
    expect(row?.length ?? null).toBe(length)
    expect([...(row ?? [])].every(Number.isFinite)).toBe(true)
  })

  it('brings translations together and keeps other meanings apart', async () => {
    const [en, es, other] = await embedder.embed(
      ['close the company', 'cerrar la empresa', 'pedir el certificado'],
      'query',
    )
    expect(cosine(en, es ?? new Float32Array())).toBeGreaterThan(0.7)
    expect(cosine(en, other ?? new Float32Array())).toBeLessThan(0.5)
  })
})

embedderContract('subword model', async () => {
  const output = join(root, 'trained')
  const corpus = join(root, 'corpus')
  const training = { corpus, heldOut: null, teacher: null, output, name: 'tiny', shape, options: tinyTraining }
  await trainEncoder({ ...training, scheme: 'subwords' })
  return transformersProvider('/', { model: output })
})
