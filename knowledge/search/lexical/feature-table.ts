/** Numbers features in the order in which they are added. Two arrays are several times faster than a Map with 32-bit keys. */
export interface FeatureTable {
  size(): number
  /** the feature's number, or -1 when it is unknown */
  numberOf(feature: number): number
  /** The feature's number; an unknown feature is added. */
  add(feature: number): number
  /** features by number */
  features(): Uint32Array
}

const LEAST_SLOTS = 1 << 6
const FREE = 0

/** @param known features with the numbers 0, 1, 2 …; all different */
export function featureTable(known: Uint32Array = new Uint32Array(0)): FeatureTable {
  let features = new Uint32Array(Math.max(LEAST_SLOTS, known.length))
  let size = 0
  // Open addressing: number + 1 of the feature in each slot; never more than half full.
  let slots = new Uint32Array(slotsFor(known.length))

  const slotOf = (feature: number): number => {
    const mask = slots.length - 1
    let slot = feature & mask
    for (let found = slots[slot] as number; found !== FREE; found = slots[slot] as number) {
      if (features[found - 1] === feature) return slot
      slot = (slot + 1) & mask
    }
    return slot
  }
  const place = (feature: number, number: number) => {
    slots[slotOf(feature)] = number + 1
  }
  const grow = () => {
    const larger = new Uint32Array(features.length * 2)
    larger.set(features)
    features = larger
    slots = new Uint32Array(slotsFor(features.length))
    for (let number = 0; number < size; number++) place(features[number] as number, number)
  }
  const append = (feature: number): number => {
    if (size === features.length || 2 * (size + 1) > slots.length) grow()
    features[size] = feature
    place(feature, size)
    return size++
  }
  for (const feature of known) append(feature)
  return {
    size: () => size,
    numberOf: (feature) => (slots[slotOf(feature)] as number) - 1,
    add(feature) {
      const found = slots[slotOf(feature)] as number
      return found === FREE ? append(feature) : found - 1
    },
    features: () => features.slice(0, size),
  }
}

function slotsFor(size: number): number {
  return 2 ** Math.ceil(Math.log2(2 * Math.max(LEAST_SLOTS, size)))
}
