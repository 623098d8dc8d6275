import type { EncoderWeights } from '../../../knowledge/encoder/encoder-files.js'
import { MAX_PIECES, SPECIAL, writeModelFiles } from './model-files.js'
import { onnxTable } from './onnx-table.js'

/** Longest word that is looked at, in characters; as the trainer's. */
const MAX_WORD_CHARS = 40

/**
 * Writes a table of subwords as a model folder that transformers.js loads like any other. A piece's weight is folded into its
 * row: the plain mean over pieces that its loader takes points the same way as the weighted one that was trained.
 */
export async function writeSubwordModel(folder: string, weights: EncoderWeights): Promise<void> {
  await writeModelFiles(folder, {
    config: { hidden_size: weights.shape.dimensions },
    vocabulary: weights.vocabulary,
    maxPieces: MAX_PIECES,
    maxWordChars: MAX_WORD_CHARS,
    ...WORDS_AS_SEARCHED,
    model: modelOf(weights),
  })
}

/** Rows of the special pieces are zero, so that they never move a mean. */
function modelOf({ shape: { dimensions }, table, rowScales, wordWeights }: EncoderWeights): Uint8Array {
  const rows = SPECIAL.length + wordWeights.length
  const values = new Int8Array(rows * dimensions)
  values.set(table, SPECIAL.length * dimensions)
  const scales = new Float32Array(rows)
  scales.set(
    rowScales.map((scale, row) => scale * (wordWeights[row] ?? 1)),
    SPECIAL.length,
  )
  return onnxTable({ rows, dimensions, values, scales })
}

/** Words are found and folded exactly as `words` in knowledge/text/normalise.ts does. */
const WORDS_AS_SEARCHED = {
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'NFKD' },
      { type: 'Replace', pattern: { Regex: '\\p{M}+' }, content: '' },
      { type: 'Lowercase' },
    ],
  },
  preTokenizer: {
    type: 'Split',
    pattern: { Regex: `(?<![\\p{L}\\p{N}])[\\p{L}\\p{N}]{1,${MAX_WORD_CHARS}}` },
    behavior: 'Removed',
    invert: true,
  },
  postProcessor: null,
} as const
