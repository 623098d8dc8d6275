/** One list's share of a score. */
interface Addition {
  readonly ids: Uint32Array
  readonly impacts: Float32Array
  /** the list's entries: `start … end` of both */
  readonly start: number
  readonly end: number
  readonly weight: number
}

/**
 * Adds weight × impact to the sum of each document of a list, `times` times over, every sum rounded to 32 bits: as it comes out
 * when so many terms of equal weight each have such a list of their own.
 *
 * Most of a question's time is spent here. Two or four terms at once walk the list once; four entries a round take half the
 * time of one.
 */
export function addImpacts(addition: Addition, times: number, into: Float32Array): void {
  let left = times
  for (; left >= 4; left -= 4) addFourTimes(addition, into)
  if (left >= 2) addTwice(addition, into)
  if (left % 2 === 1) addOnce(addition, into)
}

function addOnce({ ids, impacts, start, end, weight }: Addition, into: Float32Array): void {
  const whole = end - ((end - start) % 4)
  for (let i = start; i < whole; i += 4) {
    const a = ids[i] as number
    const b = ids[i + 1] as number
    const c = ids[i + 2] as number
    const d = ids[i + 3] as number
    into[a] = once(into[a] as number, weight * (impacts[i] as number))
    into[b] = once(into[b] as number, weight * (impacts[i + 1] as number))
    into[c] = once(into[c] as number, weight * (impacts[i + 2] as number))
    into[d] = once(into[d] as number, weight * (impacts[i + 3] as number))
  }
  for (let i = whole; i < end; i++) {
    const id = ids[i] as number
    into[id] = once(into[id] as number, weight * (impacts[i] as number))
  }
}

function addTwice({ ids, impacts, start, end, weight }: Addition, into: Float32Array): void {
  const whole = end - ((end - start) % 4)
  for (let i = start; i < whole; i += 4) {
    const a = ids[i] as number
    const b = ids[i + 1] as number
    const c = ids[i + 2] as number
    const d = ids[i + 3] as number
    into[a] = twice(into[a] as number, weight * (impacts[i] as number))
    into[b] = twice(into[b] as number, weight * (impacts[i + 1] as number))
    into[c] = twice(into[c] as number, weight * (impacts[i + 2] as number))
    into[d] = twice(into[d] as number, weight * (impacts[i + 3] as number))
  }
  for (let i = whole; i < end; i++) {
    const id = ids[i] as number
    into[id] = twice(into[id] as number, weight * (impacts[i] as number))
  }
}

function addFourTimes({ ids, impacts, start, end, weight }: Addition, into: Float32Array): void {
  const whole = end - ((end - start) % 4)
  for (let i = start; i < whole; i += 4) {
    const a = ids[i] as number
    const b = ids[i + 1] as number
    const c = ids[i + 2] as number
    const d = ids[i + 3] as number
    into[a] = fourTimes(into[a] as number, weight * (impacts[i] as number))
    into[b] = fourTimes(into[b] as number, weight * (impacts[i + 1] as number))
    into[c] = fourTimes(into[c] as number, weight * (impacts[i + 2] as number))
    into[d] = fourTimes(into[d] as number, weight * (impacts[i + 3] as number))
  }
  for (let i = whole; i < end; i++) {
    const id = ids[i] as number
    into[id] = fourTimes(into[id] as number, weight * (impacts[i] as number))
  }
}

function once(sum: number, impact: number): number {
  return Math.fround(sum + impact)
}

function twice(sum: number, impact: number): number {
  return once(once(sum, impact), impact)
}

function fourTimes(sum: number, impact: number): number {
  return twice(twice(sum, impact), impact)
}
