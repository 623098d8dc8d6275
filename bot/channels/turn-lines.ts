import { inTime } from './in-time.js'

export interface TurnLinesOptions {
  /** a turn that takes longer, in milliseconds, no longer delays the next one of its conversation */
  readonly turnMs: number
  /** called for each turn that takes longer */
  readonly onOverdue: (conversation: string) => void
}

interface Line {
  /** never rejects */
  last: Promise<void>
  waiting: number
}

/**
 * Runs the turns of one conversation one after another, in the order they arrived; other conversations do not wait. A turn that hangs
 * must not block its conversation for ever: after `turnMs` the next turn begins.
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

  /** turns of a conversation that are neither finished nor given up, including the one under way */
  waiting(conversation: string): number {
    return this.#lines.get(conversation)?.waiting ?? 0
  }

  /** Queues a turn. @returns a promise that settles as the turn does */
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
    line.last = line.last.then(() => inTime(ended, this.#options.turnMs, giveUp))
    return running
  }

  /** Resolves when every turn is finished or given up. */
  async idle(): Promise<void> {
    while (this.#lines.size > 0) await Promise.all([...this.#lines.values()].map(({ last }) => last))
  }
}
