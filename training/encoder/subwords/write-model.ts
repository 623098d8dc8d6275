import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EncoderWeights } from '../../../knowledge/encoder/encoder-files.js'
import { CONTINUES } from './learn-subwords.js'
import { onnxTable } from './onnx-table.js'

/** Pieces that stand for no text; their rows are zero, so that they never move a mean. */
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const
/** Longest word that is looked at, in characters; as the trainer's. */
const MAX_WORD_CHARS = 40
/** Pieces that are looked at in one text. */
const MAX_PIECES = 512

/**
 * Writes a table of subwords as a model folder that transformers.js loads like any other. A piece's weight is folded into its
 * row: the plain mean over pieces that its loader takes points the same way as the weighted one that was trained.
 */
export async function writeSubwordModel(folder: string, weights: EncoderWeights): Promise<void> {
  const { vocabulary, shape } = weights
  const files = {
    'config.json': config(SPECIAL.length + vocabulary.length, shape.dimensions),
    'tokenizer.json': tokenizer(vocabulary),
    'tokenizer_config.json': TOKENIZER_CONFIG,
  }
  await mkdir(join(folder, 'onnx'), { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), `${JSON.stringify(content)}\n`)
  }
  await writeFile(join(folder, 'onnx', 'model_quantized.onnx'), modelOf(weights))
}

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

function config(rows: number, dimensions: number) {
  return {
    model_type: 'bert',
    architectures: ['BertModel'],
    vocab_size: rows,
    hidden_size: dimensions,
    max_position_embeddings: MAX_PIECES,
    pad_token_id: SPECIAL.indexOf('[PAD]'),
  }
}

/** The loader refuses a model that names no pad token. */
const TOKENIZER_CONFIG = {
  tokenizer_class: 'BertTokenizer',
  model_max_length: MAX_PIECES,
  pad_token: '[PAD]',
  unk_token: '[UNK]',
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  mask_token: '[MASK]',
}

/** Words are found and folded exactly as `words` in knowledge/search/normalise.ts does. */
function tokenizer(vocabulary: readonly string[]) {
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({ id, content, ...flags })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFKD' },
        { type: 'Replace', pattern: { Regex: '\\p{M}+' }, content: '' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Split',
      pattern: { Regex: `(?<![\\p{L}\\p{N}])[\\p{L}\\p{N}]{1,${MAX_WORD_CHARS}}` },
      behavior: 'Removed',
      invert: true,
    },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: CONTINUES, cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: CONTINUES,
      max_input_chars_per_word: MAX_WORD_CHARS,
      vocab: Object.fromEntries([...SPECIAL, ...vocabulary].map((piece, id) => [piece, id])),
    },
  }
}
