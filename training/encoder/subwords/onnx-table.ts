import { bytes, message, number, text } from './protobuf.js'

/** A table of signed bytes in which each row has a scale of its own. */
export interface ScaledTable {
  readonly rows: number
  readonly dimensions: number
  /** rows × dimensions, row-major */
  readonly values: Int8Array
  /** what one unit of a row's bytes stands for */
  readonly scales: Float32Array
}

/**
 * An ONNX model that looks rows up: `last_hidden_state` [batch, sequence, dimensions] of `input_ids` [batch, sequence]. Bytes are
 * gathered before they become floats, so that only the rows of a text are ever widened.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto for the field numbers
 */
export function onnxTable({ rows, dimensions, values, scales }: ScaledTable): Uint8Array {
  const nodes = [
    node('Gather', ['table', 'input_ids'], 'bytes'),
    node('Cast', ['bytes'], 'units', attribute('to', FLOAT)),
    node('Gather', ['scales', 'input_ids'], 'unit_scales'),
    node('Mul', ['units', 'unit_scales'], 'last_hidden_state'),
  ]
  const graph = message(
    ...nodes.map((one) => bytes(1, one)),
    text(2, 'subword_table'),
    bytes(5, tensor('table', INT8, [rows, dimensions], raw(values))),
    bytes(5, tensor('scales', FLOAT, [rows, 1], raw(scales))),
    bytes(11, value('input_ids', INT64, ['batch', 'sequence'])),
    bytes(12, value('last_hidden_state', FLOAT, ['batch', 'sequence', dimensions])),
  )
  return message(number(1, IR_VERSION), bytes(7, graph), bytes(8, message(number(2, OPSET))))
}

const FLOAT = 1
const INT8 = 3
const INT64 = 7
const IR_VERSION = 8
const OPSET = 13
/** AttributeProto.AttributeType.INT */
const INT_ATTRIBUTE = 2

function node(operator: string, inputs: readonly string[], output: string, ...attributes: readonly Uint8Array[]) {
  return message(...inputs.map((name) => text(1, name)), text(2, output), text(4, operator), ...attributes)
}

function attribute(name: string, content: number): Uint8Array {
  return bytes(5, message(text(1, name), number(3, content), number(20, INT_ATTRIBUTE)))
}

function tensor(name: string, type: number, dims: readonly number[], content: Uint8Array): Uint8Array {
  return message(...dims.map((size) => number(1, size)), number(2, type), text(8, name), bytes(9, content))
}

function value(name: string, type: number, shape: readonly (string | number)[]): Uint8Array {
  const dims = shape.map((size) => bytes(1, message(typeof size === 'string' ? text(2, size) : number(1, size))))
  const tensorType = message(number(1, type), bytes(2, message(...dims)))
  return message(text(1, name), bytes(2, message(bytes(1, tensorType))))
}

function raw({ buffer, byteOffset, byteLength }: Int8Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
