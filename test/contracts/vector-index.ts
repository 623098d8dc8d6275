import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { VectorIndex, VectorIndexFormat } from '../../knowledge/ports.js'
import { clusteredRows, matrixOf, seededRandom, unit } from '../support/seeded-vectors.js'

/** The contract of every vector index. */
export function vectorIndexContract(name: string, format: VectorIndexFormat): void {
  describe(`${name} vector index`, () => {
    let folder: string
    let files = 0
    const newFile = () => join(folder, `index-${++files}.bin`)
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'vector-index-'))
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    const square = matrixOf([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
      [0.6, 0.8, 0],
      [-1, 0, 0],
    ])

    async function built(matrix = square) {
      const file = newFile()
      await format.build(matrix, file)
      return { file, index: await format.open(file, matrix) }
    }

    it('returns the closest rows first, with their cosine', async () => {
      const { index } = await built()

      const found = index.search(unit([1, 0, 0]), 3)

      expect(found.map(({ row }) => row)).toEqual([0, 3, 1])
      expect(found[0]?.similarity).toBeCloseTo(1, 6)
      expect(found[1]?.similarity).toBeCloseTo(0.6, 6)
      expect(found[2]?.similarity).toBeCloseTo(0, 6)
    })

    it('never returns a row of zeros and does not count it', async () => {
      const { index } = await built()

      expect(index.size).toBe(4)
      expect(index.dimensions).toBe(3)
      expect(index.search(unit([0, 0, 1]), 100).map(({ row }) => row)).toEqual([0, 1, 3, 4])
    })

    it('finds nothing for a query without a vector or for zero results', async () => {
      const { index } = await built()

      expect(index.search(new Float32Array(3), 5)).toEqual([])
      expect(index.search(Float32Array.of(Number.NaN, 0, 0), 5)).toEqual([])
      expect(index.search(unit([1, 0, 0]), 0)).toEqual([])
    })

    it('refuses a query of another dimension', async () => {
      const { index } = await built()

      expect(() => index.search(Float32Array.of(1, 0), 1)).toThrow(
        expect.objectContaining({
          code: 'DIMENSION_MISMATCH',
          message: "the question's vector has 2 dimensions, the index 3",
        }),
      )
    })

    it('is empty when no row has a vector', async () => {
      const { index } = await built(matrixOf([[0, 0]]))

      expect(index.size).toBe(0)
      expect(index.search(Float32Array.of(1, 0), 3)).toEqual([])
    })

    it('holds a single row', async () => {
      const { index } = await built(matrixOf([[0, 1]]))

      expect(index.search(Float32Array.of(0, 1), 3)).toEqual([{ row: 0, similarity: 1 }])
    })

    it('returns every one of many equal rows', async () => {
      const { index } = await built(matrixOf(Array.from({ length: 60 }, () => [0.6, 0.8])))

      expect(index.search(Float32Array.of(0.6, 0.8), 60)).toHaveLength(60)
    })

    it('refuses to index a number that is not finite', async () => {
      await expect(format.build(matrixOf([[Number.NaN, 1]]), newFile())).rejects.toMatchObject({ code: 'BAD_INPUT' })
    })

    it('writes the same bytes for the same rows', async () => {
      const rows = clusteredRows(700, 24, 40, seededRandom(5))
      const [first, second] = [await built(rows), await built(rows)]

      expect((await readFile(first.file)).equals(await readFile(second.file))).toBe(true)
    })

    it('reports its progress up to the end', async () => {
      const seen: (readonly [number, number | null])[] = []
      const rows = clusteredRows(300, 8, 10, seededRandom(6))
      await format.build(rows, newFile(), (_step, done, total) => seen.push([done, total]))

      expect(seen.at(-1)).toEqual([300, 300])
    })

    it('refuses a truncated, altered, foreign or missing file without crashing', async () => {
      const rows = clusteredRows(300, 8, 10, seededRandom(7))
      const whole = await readFile((await built(rows)).file)
      const damages: Buffer[] = [Buffer.alloc(0), Buffer.from('not an index'), Buffer.concat([whole, whole])]
      for (const share of [0.02, 0.3, 0.7, 0.95]) damages.push(whole.subarray(0, Math.floor(whole.length * share)))
      const random = seededRandom(8)
      for (let i = 0; i < 200; i++) {
        const altered = Buffer.from(whole)
        for (let byte = 0; byte < 8; byte++) altered[Math.floor(random() * altered.length)] = Math.floor(random() * 256)
        damages.push(altered)
      }
      for (const bytes of damages) {
        const file = newFile()
        await writeFile(file, bytes)
        // Altered bytes that no search reads may go unnoticed here, because the version checks the hash; a crash is not
        // allowed.
        const opened = await format.open(file, rows).catch((error: unknown) => error)
        if (opened instanceof Error) expect(opened).toMatchObject({ code: 'INDEX_DAMAGED' })
        else expect((opened as VectorIndex).search(rows.values.subarray(0, 8), 20)).toHaveLength(20)
      }
      await expect(format.open(newFile(), rows)).rejects.toMatchObject({ code: 'INDEX_DAMAGED' })
    })

    it('refuses the index of other rows of the same shape', async () => {
      const { file } = await built(clusteredRows(50, 8, 5, seededRandom(9)))

      await expect(format.open(file, clusteredRows(50, 8, 5, seededRandom(10)))).rejects.toMatchObject({
        code: 'INDEX_DAMAGED',
        message: `the index ${file} is damaged: it was built from other vectors`,
      })
    })

    it('refuses a file that lost its end', async () => {
      const rows = clusteredRows(50, 8, 5, seededRandom(11))
      const { file } = await built(rows)
      await truncate(file, (await readFile(file)).length - 1)

      await expect(format.open(file, rows)).rejects.toMatchObject({ code: 'INDEX_DAMAGED' })
    })
  })
}
