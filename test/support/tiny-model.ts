import {
  BERT_NORMALIZER,
  BERT_PRE_TOKENIZER,
  SPECIAL,
  writeModelFiles,
} from '../../deploy/bench/sized-model/model-files.js'
import { FLOAT, INT64, node, onnxModel, tensor, value } from '../../deploy/bench/sized-model/onnx-graph.js'

/** The vocabulary of the tiny model; any other word part is unknown to it. */
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
const DIMENSIONS = 8

/** Writes a real, loadable sentence model of a few hundred bytes: each token has a fixed vector. */
export async function writeTinyModel(folder: string, dimensions = DIMENSIONS): Promise<void> {
  await writeModelFiles(folder, {
    config: { hidden_size: dimensions },
    vocabulary: WORDS,
    maxPieces: 32,
    maxWordChars: 100,
    normalizer: BERT_NORMALIZER,
    preTokenizer: BERT_PRE_TOKENIZER,
    postProcessor: null,
    model: tokenVectorsModel(SPECIAL.length + WORDS.length, dimensions),
  })
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
