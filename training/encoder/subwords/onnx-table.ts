import { FLOAT, INT64, integer, node, onnxModel, tensor, value } from './onnx-graph.js'

/** A table of signed bytes in which each row has a scale of its own. */
export interface ScaledTable {
  readonly rows: number
  readonly dimensions: number
  /** rows × dimensions, row-major */
  readonly values: Int8Array
  /** what one unit of a row's bytes stands for */
  readonly scales: Float32Array
}

const OPSET = 13

/**
 * An ONNX model that looks rows up: `last_hidden_state` [batch, sequence, dimensions] of `input_ids` [batch, sequence]. Bytes are
 * gathered before they become floats, so that only the rows of a text are ever widened.
 */
export function onnxTable({ rows, dimensions, values, scales }: ScaledTable): Uint8Array {
  return onnxModel({
    name: 'subword_table',
    nodes: [
      node('Gather', ['table', 'input_ids'], ['bytes']),
      node('Cast', ['bytes'], ['units'], integer('to', FLOAT)),
      node('Gather', ['scales', 'input_ids'], ['unit_scales']),
      node('Mul', ['units', 'unit_scales'], ['last_hidden_state']),
    ],
    tensors: [tensor('table', [rows, dimensions], values), tensor('scales', [rows, 1], scales)],
    inputs: [value('input_ids', INT64, ['batch', 'sequence'])],
    outputs: [value('last_hidden_state', FLOAT, ['batch', 'sequence', dimensions])],
    opset: OPSET,
  })
}
