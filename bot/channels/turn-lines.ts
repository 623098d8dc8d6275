import { setTimeout as delay } from 'node:timers/promises'

/** Runs the turns of one conversation one after another, as the bot wants them; other conversations do not wait. */
export class ConversationLines {
  readonly #longestWaitMs: number
  readonly #last = new Map<string, Promise<void>>()

  /** @param longestWaitMs after this long a turn begins beside one that hangs */
  constructor(longestWaitMs: number) {
    this.#longestWaitMs = longestWaitMs
  }

  /** conversations with a turn under way */
  get size(): number {
    return this.#last.size
  }

  async run(conversation: string, turn: () => Promise<void>): Promise<void> {
    const before = this.#last.get(conversation)
    const running = (async () => {
      if (before !== undefined) await this.#bounded(before)
      await turn()
    })()
    const settled = running.then(
      () => {},
      () => {},
    )
    this.#last.set(conversation, settled)
    try {
      await running
    } finally {
      if (this.#last.get(conversation) === settled) this.#last.delete(conversation)
    }
  }

  /** Resolves when no turn is under way. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values())
  }

  async #bounded(before: Promise<void>): Promise<void> {
    const timer = new AbortController()
    const late = delay(this.#longestWaitMs, undefined, { signal: timer.signal, ref: false }).catch(() => {})
    await Promise.race([before, late])
    timer.abort()
  }
}
