import { expect, it } from 'vitest'
import { hashedNgrams } from '../../../knowledge/adapters/hashed-ngram-embedder.js'
import { passagesOf } from '../../../knowledge/content/passage.js'
import type { Matrix } from '../../../knowledge/ports.js'
import { embedPassages } from '../../../knowledge/version/embed-passages.js'
import { pairOf } from '../../support/snapshot.js'

const SHARED = 'For more information call the office.'
const office = (pairs: number) =>
  passagesOf(
    Array.from({ length: pairs }, (_, i) =>
      pairOf({ id: `p${i}`, question: `What about number ${i}?`, answer: `Number ${i} is done at once. ${SHARED}` }),
    ),
  )
const embedder = async () => (await hashedNgrams.fit([], null)).embedder
const isZero = ({ values, dimensions }: Matrix, row: number) =>
  values.subarray(row * dimensions, (row + 1) * dimensions).every((value) => value === 0)

it('leaves out a sentence that many answers share, and nothing else', async () => {
  const passages = office(11)
  const { vectors } = await embedPassages(passages, await embedder(), null)
  const without = passages.filter((_, row) => isZero(vectors, row))
  expect(without.map(({ text }) => text)).toEqual(Array(11).fill(SHARED))
})

it('embeds it where few do, also after a version in which many did', async () => {
  const many = office(11)
  const earlier = { passages: many, vectors: (await embedPassages(many, await embedder(), null)).vectors }
  const few = office(10)
  const { vectors, embedded } = await embedPassages(few, await embedder(), earlier)
  expect(few.filter((_, row) => isZero(vectors, row))).toEqual([])
  expect(embedded).toBe(1)
  expect(vectors).toEqual((await embedPassages(few, await embedder(), null)).vectors)
})

it('lets other work have its turn', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 0)
  await embedPassages(office(2_000), await embedder(), null)
  clearInterval(timer)
  expect(turns).toBeGreaterThan(5)
})
