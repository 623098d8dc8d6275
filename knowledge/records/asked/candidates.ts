import { SAME } from '../closeness.js'
import { lackedBy } from './signatures.js'
import type { Wordings } from './wordings.js'

/** What both of two wordings have in stems and letters must come to: a little less, as it is reckoned otherwise than closeness is. */
const LEAST_SHARED = 2 * SAME - 1e-9

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
  /** the wordings that share any, as far as one search is */
  readonly #touched: Uint32Array
  /** 1 / √n, by n */
  readonly #roots: Float64Array
  /** how many wordings it was made for */
  readonly size: number

  constructor(wordings: Wordings) {
    this.#wordings = wordings
    this.size = wordings.size
    this.#counts = wordings.featureCounts()
    this.#signatures = wordings.signatures()
    this.#shared = new Uint16Array(this.size)
    this.#touched = new Uint32Array(this.size)
    let most = 0
    for (const size of this.#counts.letters) most = Math.max(most, size)
    for (const size of this.#counts.stems) most = Math.max(most, size)
    this.#roots = Float64Array.from({ length: most + 1 }, (_, n) => (n === 0 ? 0 : 1 / Math.sqrt(n)))
  }

  /** Calls for each other wording that may be close. @param wanted 1 where a wording is asked for; null = all are */
  of(number: number, wanted: Uint8Array | null, onCandidate: (candidate: number) => void): void {
    const { stems, letters } = this.#wordings.features(number)
    const [shared, touched, roots, signatures] = [this.#shared, this.#touched, this.#roots, this.#signatures]
    const { stems: stemCounts, letters: letterCounts } = this.#counts
    let found = 0
    for (const stem of stems) {
      for (const list of this.#wordings.withStem(stem)) {
        for (let i = 0; i < list.length; i++) {
          const candidate = list[i] as number
          if (wanted !== null && wanted[candidate] === 0) continue
          if (shared[candidate] === 0) touched[found++] = candidate
          shared[candidate] = (shared[candidate] as number) + 1
        }
      }
    }
    const size = letters.length
    const [stemRoot, letterRoot] = [roots[stems.length] as number, roots[size] as number]
    for (let i = 0; i < found; i++) {
      const candidate = touched[i] as number
      const stemsShared = (shared[candidate] as number) * stemRoot * (roots[stemCounts[candidate] as number] as number)
      shared[candidate] = 0
      const itsSize = letterCounts[candidate] as number
      /** how many runs of letters both must have */
      const least = (LEAST_SHARED - stemsShared) / (letterRoot * (roots[itsSize] as number))
      if (least > itsSize || least > size || candidate === number) continue
      if (least <= size - lackedBy(signatures, candidate, number)) onCandidate(candidate)
    }
  }
}
