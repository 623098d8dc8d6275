import type { Random } from '../../../evaluation/statistics/random.js'
import { MAX_PIECES } from './model-files.js'
import { FLOAT, INT64, integer, integers, node, onnxModel, tensor, value } from './onnx-graph.js'

export interface BertShape {
  readonly pieces: number
  readonly layers: number
  readonly hidden: number
  readonly heads: number
  /** width between the two halves of a layer's feed-forward part */
  readonly intermediate: number
}

const OPSET = 17
/** Added to the attention scores of padding. */
const UNSEEN = -10_000
/** Weights are distributed evenly over this many units on each side of zero. */
const UNITS = 127
/** Scale of the position embeddings: small, as otherwise all texts would have nearly the same vector. */
const OF_PLACES = 0.1

/**
 * BERT with random weights as an ONNX model: `last_hidden_state` [batch, sequence, hidden]. Its large matrices are signed bytes and their
 * inputs are quantised at run time, as in a model from ONNX Runtime's dynamic quantisation.
 *
 * @see Devlin et al., BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding, 2019
 * @see https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html
 */
export function randomBert(shape: BertShape, random: Random): Uint8Array {
  const draft = draftGraph(random)
  const mask = paddingMask(draft)
  let states = embedded(draft, shape)
  for (let layer = 0; layer < shape.layers; layer++) {
    const seen = attention(draft, shape, states, mask)
    const attended = normed(draft, shape.hidden, draft.add('Add', [states, seen]))
    const widened = gelu(draft, linear(draft, asBytes(draft, attended), shape.hidden, shape.intermediate))
    const narrowed = linear(draft, asBytes(draft, widened), shape.intermediate, shape.hidden)
    states = normed(draft, shape.hidden, draft.add('Add', [attended, narrowed]))
  }
  const perToken = ['batch', 'sequence'] as const
  return onnxModel({
    name: 'random_bert',
    nodes: [...draft.nodes, node('Identity', [states], ['last_hidden_state'])],
    tensors: draft.tensors,
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => value(name, INT64, perToken)),
    outputs: [value('last_hidden_state', FLOAT, [...perToken, shape.hidden])],
    opset: OPSET,
  })
}

interface Draft {
  readonly nodes: Uint8Array[]
  readonly tensors: Uint8Array[]
  readonly random: Random
  /** @returns the name of the operator's output */
  add(operator: string, inputs: readonly string[], ...attributes: readonly Uint8Array[]): string
  addWith(operator: string, inputs: readonly string[], outputs: number): readonly string[]
  /** @returns the name of the tensor */
  hold(dims: readonly number[], values: Parameters<typeof tensor>[2]): string
}

function draftGraph(random: Random): Draft {
  const nodes: Uint8Array[] = []
  const tensors: Uint8Array[] = []
  let names = 0
  const name = () => `t${names++}`
  return {
    nodes,
    tensors,
    random,
    add(operator, inputs, ...attributes) {
      const output = name()
      nodes.push(node(operator, inputs, [output], ...attributes))
      return output
    },
    addWith(operator, inputs, outputs) {
      const made = Array.from({ length: outputs }, name)
      nodes.push(node(operator, inputs, made))
      return made
    },
    hold(dims, values) {
      const held = name()
      tensors.push(tensor(held, dims, values))
      return held
    },
  }
}

function embedded(draft: Draft, { pieces, hidden }: BertShape): string {
  const { random } = draft
  const rows = (count: number, spread: number) =>
    draft.hold(
      [count, hidden],
      Float32Array.from({ length: count * hidden }, () => (random() - 0.5) * spread),
    )
  const whole = (one: number) => draft.hold([], BigInt64Array.of(BigInt(one)))
  const length = draft.add('Gather', [draft.add('Shape', ['input_ids']), whole(1)])
  const places = draft.add('Range', [whole(0), length, whole(1)])
  const ofPieces = draft.add('Gather', [rows(pieces, 1), 'input_ids'])
  const ofPlaces = draft.add('Gather', [rows(MAX_PIECES, OF_PLACES), places])
  const ofTypes = draft.add('Gather', [rows(2, OF_PLACES), 'token_type_ids'])
  return normed(draft, hidden, draft.add('Add', [draft.add('Add', [ofPieces, ofTypes]), ofPlaces]))
}

/** [batch, 1, 1, sequence]: zero for pieces of the text. */
function paddingMask(draft: Draft): string {
  const axes = draft.hold([2], BigInt64Array.of(1n, 2n))
  const seen = draft.add('Cast', [draft.add('Unsqueeze', ['attention_mask', axes])], integer('to', FLOAT))
  return draft.add('Mul', [draft.add('Sub', [single(draft, 1), seen]), single(draft, UNSEEN)])
}

function attention(draft: Draft, { hidden, heads }: BertShape, states: string, mask: string): string {
  const input = asBytes(draft, states)
  const byHead = draft.hold([4], BigInt64Array.of(0n, 0n, BigInt(heads), BigInt(hidden / heads)))
  const projected = (...order: readonly number[]) => {
    const split = draft.add('Reshape', [linear(draft, input, hidden, hidden), byHead])
    return draft.add('Transpose', [split], integers('perm', order))
  }
  const [queries, keys, values] = [projected(0, 2, 1, 3), projected(0, 2, 3, 1), projected(0, 2, 1, 3)]
  const scale = single(draft, Math.sqrt(hidden / heads))
  const scores = draft.add('Add', [draft.add('Div', [draft.add('MatMul', [queries, keys]), scale]), mask])
  const mixed = draft.add('MatMul', [draft.add('Softmax', [scores]), values])
  const together = draft.hold([3], BigInt64Array.of(0n, 0n, BigInt(hidden)))
  const joined = draft.add('Reshape', [draft.add('Transpose', [mixed], integers('perm', [0, 2, 1, 3])), together])
  return linear(draft, asBytes(draft, joined), hidden, hidden)
}

/** Quantised numbers, with their scale and zero point. */
interface Bytes {
  readonly units: string
  readonly scale: string
  readonly zero: string
}

function asBytes(draft: Draft, floats: string): Bytes {
  const [units = '', scale = '', zero = ''] = draft.addWith('DynamicQuantizeLinear', [floats], 3)
  return { units, scale, zero }
}

/** The weights' scale keeps the variance of the numbers about the same. */
function linear(draft: Draft, { units, scale, zero }: Bytes, from: number, to: number): string {
  const { random } = draft
  const weights = Int8Array.from({ length: from * to }, () => Math.round((random() * 2 - 1) * UNITS))
  const unit = Math.sqrt(3 / from) / UNITS
  const noZero = draft.hold([], Int8Array.of(0))
  const sums = draft.add('MatMulInteger', [units, draft.hold([from, to], weights), zero, noZero])
  const scales = draft.add('Mul', [scale, single(draft, unit)])
  const product = draft.add('Mul', [draft.add('Cast', [sums], integer('to', FLOAT)), scales])
  const bias = Float32Array.from({ length: to }, () => (random() - 0.5) / UNITS)
  return draft.add('Add', [product, draft.hold([to], bias)])
}

function normed(draft: Draft, hidden: number, floats: string): string {
  const gain = draft.hold([hidden], new Float32Array(hidden).fill(1))
  const shift = draft.hold([hidden], new Float32Array(hidden))
  return draft.add('LayerNormalization', [floats, gain, shift])
}

/** The exact GELU; ONNX has no operator for it before version 20. */
function gelu(draft: Draft, floats: string): string {
  const error = draft.add('Erf', [draft.add('Div', [floats, single(draft, Math.SQRT2)])])
  const doubled = draft.add('Mul', [floats, draft.add('Add', [error, single(draft, 1)])])
  return draft.add('Mul', [doubled, single(draft, 0.5)])
}

function single(draft: Draft, content: number): string {
  return draft.hold([], Float32Array.of(content))
}
