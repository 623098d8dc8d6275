/** Numbers of 32 bits in a signature. */
const WIDTH = 4

/** By wording, one bit for each run of letters, at a place that its hash gives: a bit that another lacks is a run that it lacks. */
export function signaturesOf(letters: Iterable<Uint32Array>, count: number): Uint32Array {
  const signatures = new Uint32Array(WIDTH * count)
  let begin = 0
  for (const hashes of letters) {
    for (const hash of hashes) {
      const place = begin + (hash % WIDTH)
      signatures[place] = (signatures[place] as number) | (1 << ((hash >>> 8) & 31))
    }
    begin += WIDTH
  }
  return signatures
}

/** How many bits of one's signature another lacks. */
export function lackedBy(signatures: Uint32Array, other: number, number: number): number {
  let lacked = 0
  for (let i = 0; i < WIDTH; i++) {
    lacked += ones((signatures[WIDTH * number + i] as number) & ~(signatures[WIDTH * other + i] as number))
  }
  return lacked
}

/** How many bits are set. */
function ones(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555)
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333)
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
