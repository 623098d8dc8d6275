/** Runs the turns of one conversation one after another, in the order they came. */
export class TurnQueue {
  #last: Promise<void> = Promise.resolve()
  #waiting = 0

  constructor(
    readonly turnMs: number,
    readonly onOverdue: () => void,
  ) {}

  /** turns not yet finished, the one under way included */
  get waiting(): number {
    return this.#waiting
  }

  /** @param turn never rejects */
  add(turn: () => Promise<void>): void {
    this.#waiting++
    this.#last = this.#last.then(async () => {
      await this.#bounded(turn)
      this.#waiting--
    })
  }

  /** Resolves when the turns added so far are finished or given up. */
  idle(): Promise<void> {
    return this.#last
  }

  /** A turn that hangs must not silence the conversation for good: after `turnMs` the next one begins beside it. */
  async #bounded(turn: () => Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const overdue = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.onOverdue()
        resolve()
      }, this.turnMs)
    })
    await Promise.race([turn(), overdue])
    clearTimeout(timer)
  }
}
