import type { Clock } from '../../../knowledge/ports.js'
import { randomId } from './tokens.js'

export interface HeldFile {
  readonly name: string
  readonly contentType: string
  readonly bytes: Buffer
}

/**
 * Uploaded files, kept in memory for some minutes, so that the sender's own page can show them. Ids cannot be guessed. A client that
 * knows the id may fetch the file, because pages cannot send a token for a picture.
 */
export class FileStore {
  readonly #byId = new Map<string, HeldFile & { readonly heldSince: number }>()
  readonly #clock: Clock
  readonly #most: { readonly bytes: number; readonly ms: number }
  #bytes = 0

  constructor(clock: Clock, most: { readonly bytes: number; readonly ms: number }) {
    this.#clock = clock
    this.#most = most
  }

  get size(): number {
    return this.#byId.size
  }

  /** @returns the file's id */
  hold(file: HeldFile): string {
    const id = randomId()
    this.#byId.set(id, { ...file, heldSince: this.#clock.now().getTime() })
    this.#bytes += file.bytes.byteLength
    for (const oldest of this.#byId.keys()) {
      if (this.#bytes <= this.#most.bytes) break
      this.#drop(oldest)
    }
    return id
  }

  find(id: string): HeldFile | null {
    this.sweep()
    return this.#byId.get(id) ?? null
  }

  sweep(): void {
    const oldest = this.#clock.now().getTime() - this.#most.ms
    for (const [id, { heldSince }] of this.#byId) if (heldSince <= oldest) this.#drop(id)
  }

  #drop(id: string): void {
    this.#bytes -= this.#byId.get(id)?.bytes.byteLength ?? 0
    this.#byId.delete(id)
  }
}
