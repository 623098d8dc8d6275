import { fnv1a, mix32 } from '../../text/hash32.js'
import { joinNumbers } from './packed-lists.js'

/** Texts as they lie in a file: one after the other in UTF-8, where each ends, and the hash of each. */
export interface PackedTexts {
  readonly bytes: Buffer
  readonly ends: Uint32Array
  readonly hashes: Uint32Array
}

/**
 * Texts by number, in the order of their coming. Unpacked, each is decoded when it is asked for: a view of a hundred thousand
 * questions shows twenty.
 */
export class TextTable {
  readonly #packed: PackedTexts
  readonly #added: string[] = []
  readonly #hashes: number[] = []
  /** number + 1 by hash, with the next free slot for those that collide; made when a text is first looked for */
  #slots = new Uint32Array(0)

  constructor(packed: PackedTexts = { bytes: Buffer.alloc(0), ends: new Uint32Array(), hashes: new Uint32Array() }) {
    this.#packed = packed
  }

  get size(): number {
    return this.#packed.ends.length + this.#added.length
  }

  at(number: number): string {
    const { bytes, ends } = this.#packed
    if (number >= ends.length) return this.#added[number - ends.length] ?? ''
    return bytes.toString('utf8', number === 0 ? 0 : ends[number - 1], ends[number])
  }

  /** @returns its number, or -1 */
  find(text: string): number {
    if (this.#slots.length < 2 * this.size) this.#makeSlots()
    const hash = hashOf(text)
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] as number | undefined) ?? 0
      if (number === 0) return -1
      if (this.#hashAt(number - 1) === hash && this.at(number - 1) === text) return number - 1
    }
  }

  /** @returns its number, a new one where it was not there */
  add(text: string): number {
    const known = this.find(text)
    if (known !== -1) return known
    this.#added.push(text)
    this.#hashes.push(hashOf(text))
    const number = this.size - 1
    if (this.#slots.length < 2 * this.size) this.#makeSlots()
    else this.#put(number)
    return number
  }

  /** Those that came since it was unpacked. */
  since(): TextTable {
    const table = new TextTable()
    table.#added.push(...this.#added)
    table.#hashes.push(...this.#hashes)
    return table
  }

  /** @param further texts, none of which is here */
  append(further: TextTable): void {
    for (let number = 0; number < further.size; number++) {
      this.#added.push(further.at(number))
      this.#hashes.push(further.#hashAt(number))
    }
    this.#slots = new Uint32Array(0)
  }

  pack(): PackedTexts {
    const { bytes, ends, hashes } = this.#packed
    const added = this.#added.map((text) => Buffer.from(text))
    let end = bytes.length
    const further = added.map(({ length }) => (end += length))
    return {
      bytes: Buffer.concat([bytes, ...added]),
      ends: joinNumbers([ends, further]),
      hashes: joinNumbers([hashes, this.#hashes]),
    }
  }

  #hashAt(number: number): number {
    const { hashes } = this.#packed
    return (number < hashes.length ? hashes[number] : this.#hashes[number - hashes.length]) as number
  }

  #makeSlots(): void {
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(4 * Math.max(4, this.size))))
    for (let number = 0; number < this.size; number++) this.#put(number)
  }

  #put(number: number): void {
    const mask = this.#slots.length - 1
    let slot = this.#hashAt(number) & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = number + 1
  }
}

function hashOf(text: string): number {
  return mix32(fnv1a(text))
}
