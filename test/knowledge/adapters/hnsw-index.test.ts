import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { exactIndexFormat } from '../../../knowledge/adapters/exact-index.js'
import { hnswIndexFormat } from '../../../knowledge/adapters/hnsw-index.js'
import { rowOf } from '../../../knowledge/adapters/matrix-rows.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { vectorIndexContract } from '../../contracts/vector-index.js'
import { clusteredRows, seededRandom } from '../../support/seeded-vectors.js'

vectorIndexContract('hnsw', hnswIndexFormat())

it('finds at least 99 % of the ten nearest among 5,000 clustered rows', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hnsw-recall-'))
  const random = seededRandom(1)
  const all = clusteredRows(5_200, 64, 300, random)
  const rows = { rows: 5_000, dimensions: 64, values: all.values.slice(0, 5_000 * 64) }
  const open = async (format: ReturnType<typeof hnswIndexFormat>) => {
    const file = join(folder, format.name)
    await format.build(rows, file)
    return format.open(file, rows)
  }
  const [hnsw, exact] = [await open(hnswIndexFormat()), await open(exactIndexFormat())]

  let found = 0
  for (let query = 5_000; query < 5_200; query++) {
    const vector = rowOf(all, query)
    const wanted = new Set(exact.search(vector, 10).map(({ row }) => row))
    found += hnsw.search(vector, 10).filter(({ row }) => wanted.has(row)).length
  }
  await rm(folder, { recursive: true, force: true })

  expect(found / 2_000).toBeGreaterThanOrEqual(0.99)
})

it('writes a complete index although garbage is collected meanwhile', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hnsw-collected-'))
  const writer = packagePath('test', 'support', 'collecting-index-writer.mjs')
  // Code that the compiler has worked over lets go of what it does not need any more, sooner than code that is new.
  const args = ['--expose-gc', '--always-turbofan', writer, packagePath('dist'), folder]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  await rm(folder, { recursive: true, force: true })

  expect(stdout).toBe('written\n')
})
