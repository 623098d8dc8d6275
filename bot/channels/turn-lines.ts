import pTimeout from 'p-timeout'

export interface TurnLinesOptions {
  /** a turn that takes longer, in milliseconds, no longer holds back the next one of its conversation */
  readonly turnMs: number
  /** told of each turn that took longer */
  readonly onOverdue: (conversation: string) => void
}

interface Line {
  /** never rejects */
  last: Promise<void>
  waiting: number
}

/**
 * Runs the turns of one conversation one after another, in the order they came; other conversations do not wait. A turn that hangs must
 * not silence its conversation for good: after its time the next one begins beside it.
 */
export class TurnLines {
  readonly #options: TurnLinesOptions
  readonly #lines = new Map<string, Line>()

  constructor(options: TurnLinesOptions) {
    this.#options = options
  }

  /** conversations with a turn under way */
  get size(): number {
    return this.#lines.size
  }

  /** turns of a conversation that are neither finished nor given up, the one under way included */
  waiting(conversation: string): number {
    return this.#lines.get(conversation)?.waiting ?? 0
  }

  /** @returns what the turn comes to, once it has had its turn */
  run(conversation: string, turn: () => Promise<void>): Promise<void> {
    const line = this.#lines.get(conversation) ?? { last: Promise.resolve(), waiting: 0 }
    this.#lines.set(conversation, line)
    line.waiting++
    let isWaiting = true
    const release = () => {
      if (!isWaiting) return
      isWaiting = false
      line.waiting--
      if (line.waiting === 0) this.#lines.delete(conversation)
    }
    const running = line.last.then(turn).finally(release)
    const ended = running.catch(() => {})
    const giveUp = () => {
      release()
      this.#options.onOverdue(conversation)
    }
    line.last = line.last.then(() => pTimeout(ended, { milliseconds: this.#options.turnMs, fallback: giveUp }))
    return running
  }

  /** Resolves when every turn is finished or given up. */
  async idle(): Promise<void> {
    while (this.#lines.size > 0) await Promise.all([...this.#lines.values()].map(({ last }) => last))
  }
}
