import pTimeout from 'p-timeout'

/** The check of a request did not come to an end in time, or too many are under way. */
export class CheckTooSlow extends Error {
  override readonly name = 'CheckTooSlow'
}

/**
 * Bounds the wait for a check that depends on somebody else's server: where a firewall drops what is sent there, it would last for
 * minutes, and requests would pile up meanwhile.
 */
export class Admissions {
  #underWay = 0

  /**
   * @param longestMs for one check
   * @param most checks at a time, those given up included: each may hold a connection
   */
  constructor(
    private readonly longestMs: number,
    private readonly most: number,
  ) {}

  /**
   * Checks a request and serves it.
   *
   * @param work calls its argument once the request is let in; from then on it may take as long as it needs
   * @throws {CheckTooSlow}
   */
  async run<T>(work: (admitted: () => void) => Promise<T>): Promise<T> {
    if (this.#underWay >= this.most) throw new CheckTooSlow('too many checks are under way')
    this.#underWay++
    let end = () => {}
    const checked = new Promise<void>((resolve) => {
      end = resolve
    })
    let checking = true
    const letIn = () => {
      if (checking) this.#underWay--
      checking = false
      end()
    }
    const served = work(letIn)
    served.then(letIn, letIn)
    await pTimeout(checked, {
      milliseconds: this.longestMs,
      message: new CheckTooSlow(`no end after ${this.longestMs} ms`),
    })
    return served
  }
}
