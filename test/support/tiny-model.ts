import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FLOAT, INT64, node, onnxModel, tensor, value } from '../../training/encoder/subwords/onnx-graph.js'

/** Words of the tiny model; whatever is spelled with other parts is unknown to it. */
const WORDS = [
  'fees',
  'fee',
  'company',
  'close',
  'open',
  'the',
  'a',
  'what',
  'are',
  'is',
  '##s',
  '1',
  '2',
  'cuanto',
  'cuesta',
]
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
const VOCABULARY = [...SPECIAL, ...WORDS]
const DIMENSIONS = 8

/** Writes a real, loadable sentence model of a few hundred bytes: each token has a fixed vector. */
export async function writeTinyModel(folder: string, dimensions = DIMENSIONS): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true })
  const vocab = Object.fromEntries(VOCABULARY.map((token, id) => [token, id]))
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  }
  const tokenizerConfig = {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    model_max_length: 32,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    mask_token: '[MASK]',
  }
  const config = {
    model_type: 'bert',
    architectures: ['BertModel'],
    hidden_size: dimensions,
    max_position_embeddings: 32,
  }
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer))
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify(tokenizerConfig))
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
  await writeFile(join(folder, 'onnx', 'model_quantized.onnx'), tokenVectorsModel(VOCABULARY.length, dimensions))
}

/** An ONNX graph with one node: last_hidden_state = Gather(table, input_ids). */
function tokenVectorsModel(tokens: number, dimensions: number): Uint8Array {
  const table = Float32Array.from({ length: tokens * dimensions }, (_, i) =>
    i < SPECIAL.length * dimensions ? 0 : Math.sin(1 + i * 1.7),
  )
  return onnxModel({
    name: 'tiny',
    nodes: [node('Gather', ['table', 'input_ids'], ['last_hidden_state'])],
    tensors: [tensor('table', [tokens, dimensions], table)],
    inputs: [value('input_ids', INT64, ['batch', 'sequence'])],
    outputs: [value('last_hidden_state', FLOAT, ['batch', 'sequence', dimensions])],
    opset: 13,
  })
}
