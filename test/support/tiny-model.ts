import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bytes, message, number, text } from '../../training/encoder/subwords/protobuf.js'

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

/** An ONNX graph with one node: last_hidden_state = Gather(table, input_ids). See onnx.proto for the field numbers. */
function tokenVectorsModel(tokens: number, dimensions: number): Uint8Array {
  const table = Float32Array.from({ length: tokens * dimensions }, (_, i) =>
    i < SPECIAL.length * dimensions ? 0 : Math.sin(1 + i * 1.7),
  )
  const tensor = message(
    number(1, tokens),
    number(1, dimensions),
    number(2, FLOAT),
    text(8, 'table'),
    bytes(9, new Uint8Array(table.buffer)),
  )
  const node = message(text(1, 'table'), text(1, 'input_ids'), text(2, 'last_hidden_state'), text(4, 'Gather'))
  const graph = message(
    bytes(1, node),
    text(2, 'tiny'),
    bytes(5, tensor),
    bytes(11, value('input_ids', INT64, ['batch', 'sequence'])),
    bytes(12, value('last_hidden_state', FLOAT, ['batch', 'sequence', dimensions])),
  )
  return message(number(1, 8), bytes(7, graph), bytes(8, message(number(2, 13))))
}

const FLOAT = 1
const INT64 = 7

function value(name: string, type: number, shape: readonly (string | number)[]): Uint8Array {
  const dims = shape.map((size) => bytes(1, message(typeof size === 'string' ? text(2, size) : number(1, size))))
  const tensorType = message(number(1, type), bytes(2, message(...dims)))
  return message(text(1, name), bytes(2, message(bytes(1, tensorType))))
}
