/**
 * The part of the protobuf wire format that an ONNX file needs.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */

export function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields)
}

/** @param content a whole number, not negative */
export function number(field: number, content: number): Uint8Array {
  return Buffer.from([...varint(field << 3), ...varint(content)])
}

export function text(field: number, content: string): Uint8Array {
  return bytes(field, Buffer.from(content))
}

export function bytes(field: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(content.length)]), content])
}

function varint(content: number): readonly number[] {
  return content < 128 ? [content] : [(content % 128) + 128, ...varint(Math.floor(content / 128))]
}
