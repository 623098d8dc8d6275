/** Crockford's base 32: without I, L, O and U, so that a code can be read out over the telephone without mistakes. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const BYTES = 5

/**
 * A short code by which a turn is looked up, e.g. `7K3Q-M2XA`; 40 random bits.
 *
 * @param randomBytes returns `size` unpredictable bytes
 */
export function newReceipt(randomBytes: (size: number) => Uint8Array): string {
  // 40 bits fit a number exactly, but its bit operations take 32.
  const bits = randomBytes(BYTES).reduce((sum, byte) => sum * 256 + byte, 0)
  const characters = Array.from({ length: 8 }, (_, place) => ALPHABET[Math.floor(bits / 32 ** (7 - place)) % 32])
  return `${characters.slice(0, 4).join('')}-${characters.slice(4).join('')}`
}
