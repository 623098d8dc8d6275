import type { Storage, StoreItem, StoreItems } from 'botbuilder'
import type { Clock } from '../../knowledge/ports.js'

export interface ConversationStorageOptions {
  readonly clock: Clock
  /** conversations kept; the least recently used one is dropped first */
  readonly mostConversations: number
  /** a conversation idle for longer than this, in milliseconds, is forgotten */
  readonly idleMs: number
  /** Called once with the state of each conversation that is forgotten or deleted. It must not throw. */
  readonly onForgotten?: (item: unknown) => void
}

interface Kept {
  /** kept as text, because the bot changes the state objects that it reads */
  readonly json: string
  readonly eTag: string
  readonly until: number
}

/**
 * Keeps conversation state in memory only, up to a limit. The state may contain a question that waits for the citizen's choice, and this
 * text must not outlive the conversation. A forgotten conversation begins anew, with the disclosure.
 */
export class ConversationStorage implements Storage {
  readonly #options: ConversationStorageOptions
  /** in the order of last use; all have the same lifetime, so the first is always the next to expire */
  readonly #kept = new Map<string, Kept>()
  #writes = 0

  constructor(options: ConversationStorageOptions) {
    this.#options = options
  }

  /** conversations kept at this moment */
  get size(): number {
    this.forgetIdle()
    return this.#kept.size
  }

  async read(keys: string[]): Promise<StoreItems> {
    this.forgetIdle()
    const found: StoreItems = {}
    for (const key of keys) {
      const kept = this.#kept.get(key)
      if (kept === undefined) continue
      this.#keep(key, kept)
      found[key] = { ...JSON.parse(kept.json), eTag: kept.eTag }
    }
    return found
  }

  /** Rejects and changes nothing when another turn has written an item since it was read; an eTag of `*` always wins. */
  async write(changes: StoreItems): Promise<void> {
    this.forgetIdle()
    const items = Object.entries(changes as Record<string, StoreItem>)
    for (const [key, { eTag }] of items) {
      const current = this.#kept.get(key)?.eTag
      if (eTag !== undefined && eTag !== '*' && current !== undefined && eTag !== current) {
        throw new Error('conversation state was changed by another turn since it was read')
      }
    }
    for (const [key, { eTag: _, ...item }] of items) {
      this.#keep(key, { json: JSON.stringify(item), eTag: String(++this.#writes) })
    }
    while (this.#kept.size > this.#options.mostConversations) this.#forgetFirst()
  }

  async delete(keys: string[]): Promise<void> {
    for (const key of keys) this.#forget(key)
  }

  /** Forgets the conversations that have been idle for too long. This also happens at every read and write. */
  forgetIdle(): void {
    const now = this.#now()
    for (const [key, { until }] of this.#kept) {
      if (until > now) return
      this.#forget(key)
    }
  }

  /** Forgets all conversations. */
  forgetAll(): void {
    for (const key of [...this.#kept.keys()]) this.#forget(key)
  }

  #keep(key: string, { json, eTag }: Pick<Kept, 'json' | 'eTag'>): void {
    this.#kept.delete(key)
    this.#kept.set(key, { json, eTag, until: this.#now() + this.#options.idleMs })
  }

  #forgetFirst(): void {
    const [first] = this.#kept.keys()
    if (first !== undefined) this.#forget(first)
  }

  #forget(key: string): void {
    const kept = this.#kept.get(key)
    if (kept === undefined) return
    this.#kept.delete(key)
    this.#options.onForgotten?.(JSON.parse(kept.json))
  }

  #now(): number {
    return this.#options.clock.now().getTime()
  }
}
