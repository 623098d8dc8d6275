import { bytes, message, number, text } from './protobuf.js'

/**
 * The parts of the ONNX models that are written here.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto for the field numbers
 */
export interface OnnxGraph {
  readonly name: string
  /** in an order in which every node comes after its inputs */
  readonly nodes: readonly Uint8Array[]
  readonly tensors: readonly Uint8Array[]
  readonly inputs: readonly Uint8Array[]
  readonly outputs: readonly Uint8Array[]
  /** version of the operators */
  readonly opset: number
}

export function onnxModel({ name, nodes, tensors, inputs, outputs, opset }: OnnxGraph): Uint8Array {
  const graph = message(
    ...nodes.map((one) => bytes(1, one)),
    text(2, name),
    ...tensors.map((one) => bytes(5, one)),
    ...inputs.map((one) => bytes(11, one)),
    ...outputs.map((one) => bytes(12, one)),
  )
  return message(number(1, IR_VERSION), bytes(7, graph), bytes(8, message(number(2, opset))))
}

/** TensorProto.DataType */
export const FLOAT = 1
export const INT8 = 3
export const INT64 = 7
const IR_VERSION = 8
/** AttributeProto.AttributeType */
const INT_ATTRIBUTE = 2
const INTS_ATTRIBUTE = 7

export function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  ...attributes: readonly Uint8Array[]
): Uint8Array {
  return message(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, operator),
    ...attributes,
  )
}

export function integer(name: string, content: number): Uint8Array {
  return bytes(5, message(text(1, name), number(3, content), number(20, INT_ATTRIBUTE)))
}

export function integers(name: string, contents: readonly number[]): Uint8Array {
  return bytes(5, message(text(1, name), ...contents.map((one) => number(8, one)), number(20, INTS_ATTRIBUTE)))
}

/** @param dims empty for a single value */
export function tensor(
  name: string,
  dims: readonly number[],
  values: Int8Array | Float32Array | BigInt64Array,
): Uint8Array {
  const type = values instanceof Float32Array ? FLOAT : values instanceof Int8Array ? INT8 : INT64
  const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return message(...dims.map((size) => number(1, size)), number(2, type), text(8, name), bytes(9, content))
}

/** An input or output. @param shape sizes; a name for a size that varies */
export function value(name: string, type: number, shape: readonly (string | number)[]): Uint8Array {
  const dims = shape.map((size) => bytes(1, message(typeof size === 'string' ? text(2, size) : number(1, size))))
  const tensorType = message(number(1, type), bytes(2, message(...dims)))
  return message(text(1, name), bytes(2, message(bytes(1, tensorType))))
}
