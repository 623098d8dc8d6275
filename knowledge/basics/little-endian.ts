import { endianness } from 'node:os'

/** Numbers as files store them: little-endian on every machine. */

const SWAPS = endianness() === 'BE'

/** The bytes of the numbers, little-endian. */
export function littleEndianBytes(numbers: Float32Array | Uint32Array | Uint16Array): Uint8Array {
  const { buffer, byteOffset, byteLength } = numbers
  const bytes = new Uint8Array(buffer, byteOffset, byteLength)
  return SWAPS ? swapped(Buffer.from(bytes), numbers.BYTES_PER_ELEMENT) : bytes
}

/** @param bytes a multiple of four */
export function readFloat32(bytes: Uint8Array): Float32Array {
  return new Float32Array(nativeCopy(bytes, 4))
}

/** @param bytes a multiple of four */
export function readUint32(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(nativeCopy(bytes, 4))
}

/** @param bytes a multiple of two */
export function readUint16(bytes: Uint8Array): Uint16Array {
  return new Uint16Array(nativeCopy(bytes, 2))
}

/** A copy is aligned for every width; bytes that were read from a file may not be. */
function nativeCopy(bytes: Uint8Array, width: number): ArrayBuffer {
  const copy = new Uint8Array(bytes)
  if (SWAPS) swapped(Buffer.from(copy.buffer), width)
  return copy.buffer
}

function swapped(bytes: Buffer, width: number): Uint8Array {
  return width === 2 ? bytes.swap16() : bytes.swap32()
}
