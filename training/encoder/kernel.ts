import { readFileSync } from 'node:fs'
import { packagePath } from '../../knowledge/basics/package-path.js'

/**
 * Memory that the kernel and all threads share. `WebAssembly` is declared here because its types come only with the DOM
 * library.
 */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer
  grow(pages: number): number
}

declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => SharedMemory
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: { readonly state: { readonly memory: SharedMemory } },
  ) => { readonly exports: unknown }
}

/**
 * The functions of `kernel.wat`. Addresses and strides are in bytes, sizes in numbers. WebAssembly, because nothing else gives
 * eight products a cycle and the same bits on every machine.
 */
export interface Kernel {
  /** `out` = `a` · `b` in `rows` (by four) and `panels` of eight columns, over `count` products each */
  multiply(
    out: number,
    outRow: number,
    a: number,
    aRow: number,
    aStep: number,
    b: number,
    rows: number,
    panels: number,
    count: number,
  ): void
  /** `out` = the sum of rows `columns[e]` of `from`, each times `values[e]` */
  gather(out: number, from: number, columns: number, values: number, count: number, size: number): void
  /** lays a strip of four columns side by side */
  strip(out: number, from: number, row: number, count: number): void
  dot(left: number, right: number, size: number): number
  scale(into: number, factor: number, size: number): void
  addScaled(into: number, from: number, factor: number, size: number): void
  /** row = exp((row − 1) · sharpness) @returns its sum */
  expRow(row: number, sharpness: number, size: number): number
  /** row = row · (factor + columns) */
  weighRow(row: number, columns: number, factor: number, size: number): void
  /** Adam's move of one row */
  moveRow(row: number, momentum: number, gradient: number, rate: number, size: number): void
}

/** The sizes of a batch and of a vector must be multiples of these. */
export const BATCH_MULTIPLE = 8
export const DIMENSIONS_MULTIPLE = 32

export function openKernel(memory: SharedMemory): Kernel {
  const module = new WebAssembly.Module(readFileSync(packagePath('training/encoder/kernel.wasm')))
  return new WebAssembly.Instance(module, { state: { memory } }).exports as Kernel
}

/** Bytes of a number, integer or float. */
export const BYTES = 4
const PAGE_BYTES = 65_536
/** The limit of 32-bit addresses. Pages are allocated on demand. */
const MOST_PAGES = 65_536

export function sharedMemory(): SharedMemory {
  return new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true })
}

/** New zeros in the kernel's memory. */
export function float32In(memory: SharedMemory, length: number): Float32Array {
  const at = grownBy(memory, length)
  return new Float32Array(memory.buffer, at, length)
}

/** New zeros in the kernel's memory. */
export function int32In(memory: SharedMemory, length: number): Int32Array {
  const at = grownBy(memory, length)
  return new Int32Array(memory.buffer, at, length)
}

/** @returns the address of new space for `length` numbers; `memory.buffer` is replaced by a new object */
function grownBy(memory: SharedMemory, length: number): number {
  return memory.grow(Math.ceil((length * BYTES) / PAGE_BYTES)) * PAGE_BYTES
}

/** The address of element `index` of an array, for the kernel. */
export function addressOf(array: Float32Array | Int32Array, index: number): number {
  return array.byteOffset + index * BYTES
}
