import { inTime } from '../in-time.js'

/** The check of a request timed out, or too many checks are under way. */
export class CheckTooSlow extends Error {
  override readonly name = 'CheckTooSlow'
}

/**
 * Limits how long a check that depends on another server may take. Where a firewall drops its packets, the check would last for minutes
 * and requests would pile up.
 */
export class Admissions {
  #underWay = 0

  /**
   * @param longestMs timeout of one check
   * @param most checks at a time, including those that timed out, as each may still hold a connection
   */
  constructor(
    private readonly longestMs: number,
    private readonly most: number,
  ) {}

  /**
   * Checks a request and serves it.
   *
   * @param work calls its argument once the request is admitted; after that it has no timeout
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
    await inTime(checked, this.longestMs, () => {
      throw new CheckTooSlow(`no result after ${this.longestMs} ms`)
    })
    return served
  }
}
