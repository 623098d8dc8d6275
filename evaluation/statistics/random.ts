import { fnv1a } from '../../knowledge/text/hash32.js'

/** A reproducible source of numbers in [0, 1). */
export type Random = () => number

/**
 * A small generator whose sequence is the same on every machine; for resampling and noise, not for secrets.
 *
 * @param seed any integer
 * @see Widynski, Squares: A Fast Counter-Based RNG, 2020 (the mixing is that of Weyl sequences with a 32-bit finaliser)
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A seed from a text: equal texts give equal seeds. */
export function seedOf(text: string): number {
  return fnv1a(text) >>> 0
}
