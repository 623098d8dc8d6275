import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../../../knowledge/store/durable-file.js'
import { CONTINUES } from './learn-pieces.js'

/** Pieces that stand for no text; they come before all others. */
export const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const
/** Pieces of a text that a model usually reads. */
export const MAX_PIECES = 512
/** The usual mode of files: a model contains no secrets. */
const READABLE = 0o644
/** Parts of tokenizer.json, as BERT in lower case has them. */
export const BERT_NORMALIZER = {
  type: 'BertNormalizer',
  clean_text: true,
  handle_chinese_chars: true,
  strip_accents: null,
  lowercase: true,
}
export const BERT_PRE_TOKENIZER = { type: 'BertPreTokenizer' }

/** The parts in which BERT-like models differ. */
export interface ModelFiles {
  /** the model's own fields of config.json */
  readonly config: Readonly<Record<string, unknown>>
  /** pieces after the special ones, in the order of the table's rows */
  readonly vocabulary: readonly string[]
  /** pieces of a text that are read */
  readonly maxPieces: number
  /** longest word that is read, in characters */
  readonly maxWordChars: number
  /** parts of tokenizer.json */
  readonly normalizer: object
  readonly preTokenizer: object
  readonly postProcessor: object | null
  /** ONNX */
  readonly model: Uint8Array
}

/** Writes a model folder in the layout that transformers.js loads. */
export async function writeModelFiles(folder: string, files: ModelFiles): Promise<void> {
  const texts = {
    'config.json': configOf(files),
    'tokenizer.json': tokenizerOf(files),
    'tokenizer_config.json': tokenizerConfigOf(files),
  }
  await mkdir(join(folder, 'onnx'), { recursive: true })
  for (const [name, content] of Object.entries(texts)) {
    await replaceFile(join(folder, name), `${JSON.stringify(content)}\n`, READABLE)
  }
  await replaceFile(join(folder, 'onnx', 'model_quantized.onnx'), files.model, READABLE)
}

function configOf({ config, vocabulary, maxPieces }: ModelFiles) {
  return {
    model_type: 'bert',
    architectures: ['BertModel'],
    vocab_size: SPECIAL.length + vocabulary.length,
    ...config,
    max_position_embeddings: maxPieces,
    pad_token_id: SPECIAL.indexOf('[PAD]'),
  }
}

/** The loader refuses a model without a pad token. */
function tokenizerConfigOf({ maxPieces }: ModelFiles) {
  return {
    tokenizer_class: 'BertTokenizer',
    model_max_length: maxPieces,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    mask_token: '[MASK]',
  }
}

function tokenizerOf({ vocabulary, maxWordChars, normalizer, preTokenizer, postProcessor }: ModelFiles) {
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({ id, content, ...flags })),
    normalizer,
    pre_tokenizer: preTokenizer,
    post_processor: postProcessor,
    decoder: { type: 'WordPiece', prefix: CONTINUES, cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: CONTINUES,
      max_input_chars_per_word: maxWordChars,
      vocab: Object.fromEntries([...SPECIAL, ...vocabulary].map((piece, id) => [piece, id])),
    },
  }
}
