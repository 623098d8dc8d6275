import type { EncoderWeights } from '../../knowledge/encoder/encoder-files.js'
import type { Dataset } from './dataset.js'

const LARGEST = 127

/** A trained table as signed bytes with one scale per row. */
export function quantise(
  table: Float32Array,
  { shape, vocabulary, vocabularyWeights }: Pick<Dataset, 'shape' | 'vocabulary' | 'vocabularyWeights'>,
): EncoderWeights {
  const { dimensions } = shape
  const rows = table.length / dimensions
  const bytes = new Int8Array(table.length)
  const rowScales = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const values = table.subarray(row * dimensions, (row + 1) * dimensions)
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const scale = largest / LARGEST
    rowScales[row] = scale
    if (scale === 0) continue
    values.forEach((value, d) => {
      bytes[row * dimensions + d] = Math.round(value / scale)
    })
  }
  return { shape, vocabulary, wordWeights: vocabularyWeights, table: bytes, rowScales }
}

/** The inverse: the numbers that the bytes stand for, to continue training from. */
export function dequantise({ table, rowScales, shape }: EncoderWeights): Float32Array {
  const numbers = new Float32Array(table.length)
  for (let i = 0; i < table.length; i++) {
    numbers[i] = (table[i] as number) * (rowScales[Math.floor(i / shape.dimensions)] as number)
  }
  return numbers
}
