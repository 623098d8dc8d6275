import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exactIndexFormat } from '../../../knowledge/adapters/exact-index.js'
import { hnswIndexFormat } from '../../../knowledge/adapters/hnsw-index.js'
import { rowOf } from '../../../knowledge/adapters/matrix-rows.js'
import type { Matrix } from '../../../knowledge/ports.js'
import { clusteredRows, seededRandom } from '../../support/seeded-vectors.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const DIMENSIONS = 48
const hnsw = hnswIndexFormat()

/** The matrix with `edits` rows replaced by new ones and `more` added in its middle, so that all rows after them move. */
function changed(matrix: Matrix, edits: number, more: number, seed: number): Matrix {
  const random = seededRandom(seed)
  const rows = Array.from({ length: matrix.rows }, (_, row) => rowOf(matrix, row))
  const fresh = clusteredRows(edits + more, DIMENSIONS, 40, random)
  for (let i = 0; i < edits; i++) rows[Math.floor(random() * rows.length)] = rowOf(fresh, i)
  const middle = Math.floor(rows.length / 2)
  rows.splice(middle, 0, ...Array.from({ length: more }, (_, i) => rowOf(fresh, edits + i)))
  const values = new Float32Array(rows.length * DIMENSIONS)
  rows.forEach((row, i) => {
    values.set(row, i * DIMENSIONS)
  })
  return { rows: rows.length, dimensions: DIMENSIONS, values }
}

async function recall(matrix: Matrix, file: string): Promise<number> {
  const index = await hnsw.open(file, matrix)
  const oracleFile = `${file}.exact`
  await exactIndexFormat().build(matrix, oracleFile)
  const oracle = await exactIndexFormat().open(oracleFile, matrix)
  let found = 0
  const asked = 200
  for (let i = 0; i < asked; i++) {
    const query = rowOf(matrix, Math.floor((i * matrix.rows) / asked))
    const wanted = new Set(oracle.search(query, 10).map(({ row }) => row))
    found += index.search(query, 10).filter(({ row }) => wanted.has(row)).length
  }
  return found / (asked * 10)
}

describe('an index carried on from an earlier one', () => {
  it('finds at least 99 % of the ten nearest after twenty generations of edits', async () => {
    const folder = await temporaryFolder()
    let matrix = clusteredRows(2_000, DIMENSIONS, 120, seededRandom(3))
    let file = join(folder, 'generation-0')
    await hnsw.build(matrix, file)

    for (let generation = 1; generation <= 20; generation++) {
      const next = changed(matrix, 20, 3, generation)
      const nextFile = join(folder, `generation-${generation}`)
      const carried = await hnsw.carryOn({ file, matrix }, next, nextFile)
      expect(carried?.relinked).toBeLessThanOrEqual(23)
      ;[matrix, file] = [next, nextFile]
    }

    expect(matrix.rows).toBe(2_060)
    expect(await recall(matrix, file)).toBeGreaterThanOrEqual(0.99)
  })

  it('is the same file every time, and leaves the earlier one as it was', async () => {
    const folder = await temporaryFolder()
    const matrix = clusteredRows(600, DIMENSIONS, 30, seededRandom(4))
    const file = join(folder, 'earlier')
    await hnsw.build(matrix, file)
    const before = await readFile(file)
    const next = changed(matrix, 10, 4, 5)

    await hnsw.carryOn({ file, matrix }, next, join(folder, 'one'))
    await hnsw.carryOn({ file, matrix }, next, join(folder, 'two'))

    expect((await readFile(join(folder, 'one'))).equals(await readFile(join(folder, 'two')))).toBe(true)
    expect((await readFile(file)).equals(before)).toBe(true)
  })

  it('is an equal file when only the order of rows changed', async () => {
    const folder = await temporaryFolder()
    const matrix = clusteredRows(200, DIMENSIONS, 10, seededRandom(6))
    const file = join(folder, 'earlier')
    await hnsw.build(matrix, file)
    const reversed = new Float32Array(matrix.values.length)
    for (let row = 0; row < 200; row++) reversed.set(rowOf(matrix, 199 - row), row * DIMENSIONS)
    const next = { ...matrix, values: reversed }

    expect(await hnsw.carryOn({ file, matrix }, next, join(folder, 'next'))).toEqual({ relinked: 0, kept: 200 })

    expect(await recall(next, join(folder, 'next'))).toBeGreaterThanOrEqual(0.99)
  })

  it('keeps removed rows as ghosts that are never found, and reuses their places', async () => {
    const folder = await temporaryFolder()
    const all = clusteredRows(1_000, DIMENSIONS, 60, seededRandom(9))
    const file = join(folder, 'earlier')
    await hnsw.build(all, file)
    const fewer = { ...all, rows: 950, values: all.values.slice(0, 950 * DIMENSIONS) }
    const fewerFile = join(folder, 'fewer')
    expect(await hnsw.carryOn({ file, matrix: all }, fewer, fewerFile)).toEqual({ relinked: 0, kept: 950 })

    const index = await hnsw.open(fewerFile, fewer)
    expect(index.size).toBe(950)
    expect(index.search(rowOf(all, 999), 950).every(({ row }) => row < 950)).toBe(true)
    expect(await recall(fewer, fewerFile)).toBeGreaterThanOrEqual(0.99)

    const more = changed(fewer, 5, 70, 10)
    const moreFile = join(folder, 'more')
    expect((await hnsw.carryOn({ file: fewerFile, matrix: fewer }, more, moreFile))?.kept).toBeGreaterThanOrEqual(945)
    expect(await recall(more, moreFile)).toBeGreaterThanOrEqual(0.99)
  })

  it.each([
    [
      'a fifth of the rows went away',
      (matrix: Matrix) => ({ ...matrix, rows: 160, values: matrix.values.slice(0, 160 * DIMENSIONS) }),
    ],
    ['a third of the rows changed', (matrix: Matrix) => changed(matrix, 80, 0, 8)],
  ])('is left to be built anew where %s', async (_what, change) => {
    const folder = await temporaryFolder()
    const matrix = clusteredRows(200, DIMENSIONS, 10, seededRandom(7))
    const file = join(folder, 'earlier')
    await hnsw.build(matrix, file)

    expect(await hnsw.carryOn({ file, matrix }, change(matrix), join(folder, 'next'))).toBeNull()
  })
})
