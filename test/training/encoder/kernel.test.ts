import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import wabt from 'wabt'
import { seededRandom } from '../../../evaluation/statistics/random.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { addressOf, float32In, int32In, openKernel, sharedMemory } from '../../../training/encoder/kernel.js'

const random = seededRandom(7)
const memory = sharedMemory()
const kernel = openKernel(memory)

function numbers(length: number): Float32Array {
  const array = float32In(memory, length)
  array.forEach((_, i) => {
    array[i] = random() - 0.5
  })
  return array
}

const at = (array: Float32Array | Int32Array) => addressOf(array, 0)

describe('the kernel', () => {
  it('matches its source, byte for byte', async () => {
    const source = await readFile(packagePath('training/encoder/kernel.wat'))
    const module = (await wabt()).parseWat('kernel.wat', source, { threads: true, simd: true })
    const { buffer } = module.toBinary({})
    expect(Buffer.from(buffer).equals(await readFile(packagePath('training/encoder/kernel.wasm')))).toBe(true)
  })

  it('multiplies like plain loops, for both layouts of the left factor', () => {
    const [rows, columns, count] = [8, 16, 13]
    const left = numbers(rows * count)
    const right = numbers(count * columns)
    const panels = float32In(memory, count * columns)
    for (let k = 0; k < count; k++) {
      for (let c = 0; c < columns; c++) {
        panels[(c - (c % 8)) * count + k * 8 + (c % 8)] = right[k * columns + c] as number
      }
    }
    const expected = Array.from({ length: rows * columns }, (_, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns]
      let sum = 0
      for (let k = 0; k < count; k++) sum += (left[row * count + k] as number) * (right[k * columns + column] as number)
      return sum
    })
    const turned = float32In(memory, rows * count)
    for (let r = 0; r < rows; r++) for (let k = 0; k < count; k++) turned[k * rows + r] = left[r * count + k] as number
    const out = float32In(memory, rows * columns)

    kernel.multiply(at(out), columns * 4, at(left), count * 4, 4, at(panels), rows, columns / 8, count)
    expect(furthest(out, expected)).toBeLessThan(1e-6)

    out.fill(0)
    kernel.multiply(at(out), columns * 4, at(turned), 4, rows * 4, at(panels), rows, columns / 8, count)
    expect(furthest(out, expected)).toBeLessThan(1e-6)
  })

  it('adds up rows, also zero rows', () => {
    const from = numbers(10 * 64)
    const columns = int32In(memory, 3)
    columns.set([4, 9, 4])
    const values = numbers(3)
    const out = float32In(memory, 64)
    const expected = Array.from({ length: 64 }, (_, d) =>
      [...columns].reduce((sum, row, e) => sum + (values[e] as number) * (from[row * 64 + d] as number), 0),
    )
    kernel.gather(at(out), at(from), at(columns), at(values), 3, 64)
    expect(furthest(out, expected)).toBeLessThan(1e-6)
    kernel.gather(at(out), at(from), at(columns), at(values), 0, 64)
    expect([...out].every((value) => value === 0)).toBe(true)
  })

  it('computes exp of numbers up to zero like the mathematics library, and gives 0 far below zero', () => {
    const row = float32In(memory, 1_000)
    row.set(Array.from(row, (_, i) => 1 - (i * 79.9) / 1_000))
    const expected = Array.from(row, (value) => Math.exp(Math.fround(value - 1)))
    const sum = kernel.expRow(at(row), 1, 1_000)
    const worst = Math.max(...expected.map((value, i) => Math.abs((row[i] as number) / value - 1)))
    expect(worst).toBeLessThan(3e-7)
    expect(sum).toBeCloseTo(
      expected.reduce((total, value) => total + value, 0),
      3,
    )
    row.fill(-1e6)
    expect(kernel.expRow(at(row), 20, 1_000)).toBe(0)
  })
})

function furthest(found: Float32Array, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs((found[i] as number) - value)))
}
