import { ochiai, SAME } from '../closeness.js'
import { lackedBy } from './signatures.js'
import type { Wordings } from './wordings.js'

/**
 * Finds the wordings that may be close to one: those that share a stem with it, as without one the closeness is a half at most, and
 * of whose runs of letters enough may be the same. Nothing is passed over that is close.
 */
export class Candidates {
  readonly #wordings: Wordings
  readonly #counts: ReturnType<Wordings['featureCounts']>
  readonly #signatures: Uint32Array
  /** stems shared with the wording that is looked for; all zero between two searches */
  readonly #shared: Uint16Array
  /** how many wordings it was made for */
  readonly size: number

  constructor(wordings: Wordings) {
    this.#wordings = wordings
    this.size = wordings.size
    this.#counts = wordings.featureCounts()
    this.#signatures = wordings.signatures()
    this.#shared = new Uint16Array(this.size)
  }

  /** Calls for each other wording that may be close. @param wanted 1 where a wording is asked for; null = all are */
  of(number: number, wanted: Uint8Array | null, onCandidate: (candidate: number) => void): void {
    const { stems, letters } = this.#wordings.features(number)
    const [shared, counts, signatures] = [this.#shared, this.#counts, this.#signatures]
    const touched: number[] = []
    for (const stem of stems) {
      for (const list of this.#wordings.withStem(stem)) {
        for (let i = 0; i < list.length; i++) {
          const candidate = list[i] as number
          if (wanted !== null && wanted[candidate] === 0) continue
          if (shared[candidate] === 0) touched.push(candidate)
          shared[candidate] = (shared[candidate] as number) + 1
        }
      }
    }
    for (let i = 0; i < touched.length; i++) {
      const candidate = touched[i] as number
      const stemsShared = ochiai(shared[candidate] as number, stems.length, counts.stems[candidate] as number)
      shared[candidate] = 0
      if (candidate === number) continue
      const size = counts.letters[candidate] as number
      if (stemsShared + ochiai(Math.min(letters.length, size), letters.length, size) < 2 * SAME) continue
      const most = letters.length - lackedBy(signatures, candidate, number)
      if (stemsShared + ochiai(most, letters.length, size) >= 2 * SAME) onCandidate(candidate)
    }
  }
}
