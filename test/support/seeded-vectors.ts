import type { Matrix } from '../../knowledge/ports.js'

/** Numbers in [0, 1) that are the same on every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Unit rows clustered around `clusters` centres, like phrasings of the same pairs. */
export function clusteredRows(rows: number, dimensions: number, clusters: number, random: () => number): Matrix {
  const centres = Array.from({ length: clusters }, () => Array.from({ length: dimensions }, () => gaussian(random)))
  const values = new Float32Array(rows * dimensions)
  for (let row = 0; row < rows; row++) {
    const centre = centres[Math.floor(random() * clusters)] ?? []
    values.set(unit(centre.map((value) => value + 0.4 * gaussian(random))), row * dimensions)
  }
  return { rows, dimensions, values }
}

export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, dimensions: rows[0]?.length ?? 0, values: Float32Array.from(rows.flat()) }
}

export function unit(vector: readonly number[]): Float32Array {
  const norm = Math.hypot(...vector)
  return Float32Array.from(vector, (value) => value / norm)
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
