/**
 * Fast 32-bit hashes that are the same on every machine; not for secrets. FNV-1a over UTF-16 code units, and a mixer where all
 * bits must be well distributed. Trained weights depend on these values: they must never change.
 */

/** Start value of an FNV-1a hash. */
export const FNV_START = 0x811c9dc5

/** Adds one UTF-16 code unit to an FNV-1a hash. */
export function fnvStep(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193)
}

/** FNV-1a of `text[start … end)`, not yet mixed, continuing the hash `from`. */
export function fnv1a(text: string, start = 0, end = text.length, from = FNV_START): number {
  let hash = from
  for (let i = start; i < end; i++) hash = fnvStep(hash, text.charCodeAt(i))
  return hash
}

/** murmur3's finaliser: every input bit reaches every output bit. @returns 0 … 2³² − 1 */
export function mix32(value: number): number {
  let bits = value >>> 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
