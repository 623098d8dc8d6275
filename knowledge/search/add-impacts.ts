const { fround } = Math

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
 * time of one. Written out, as calls in the loop are not always inlined, and every number they return is then garbage.
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
    const aImpact = weight * (impacts[i] as number)
    const bImpact = weight * (impacts[i + 1] as number)
    const cImpact = weight * (impacts[i + 2] as number)
    const dImpact = weight * (impacts[i + 3] as number)
    into[a] = (into[a] as number) + aImpact
    into[b] = (into[b] as number) + bImpact
    into[c] = (into[c] as number) + cImpact
    into[d] = (into[d] as number) + dImpact
  }
  for (let i = whole; i < end; i++) {
    const id = ids[i] as number
    const impact = weight * (impacts[i] as number)
    into[id] = (into[id] as number) + impact
  }
}

function addTwice({ ids, impacts, start, end, weight }: Addition, into: Float32Array): void {
  const whole = end - ((end - start) % 4)
  for (let i = start; i < whole; i += 4) {
    const a = ids[i] as number
    const b = ids[i + 1] as number
    const c = ids[i + 2] as number
    const d = ids[i + 3] as number
    const aImpact = weight * (impacts[i] as number)
    const bImpact = weight * (impacts[i + 1] as number)
    const cImpact = weight * (impacts[i + 2] as number)
    const dImpact = weight * (impacts[i + 3] as number)
    into[a] = fround((into[a] as number) + aImpact) + aImpact
    into[b] = fround((into[b] as number) + bImpact) + bImpact
    into[c] = fround((into[c] as number) + cImpact) + cImpact
    into[d] = fround((into[d] as number) + dImpact) + dImpact
  }
  for (let i = whole; i < end; i++) {
    const id = ids[i] as number
    const impact = weight * (impacts[i] as number)
    into[id] = fround((into[id] as number) + impact) + impact
  }
}

function addFourTimes({ ids, impacts, start, end, weight }: Addition, into: Float32Array): void {
  const whole = end - ((end - start) % 4)
  for (let i = start; i < whole; i += 4) {
    const a = ids[i] as number
    const b = ids[i + 1] as number
    const c = ids[i + 2] as number
    const d = ids[i + 3] as number
    const aImpact = weight * (impacts[i] as number)
    const bImpact = weight * (impacts[i + 1] as number)
    const cImpact = weight * (impacts[i + 2] as number)
    const dImpact = weight * (impacts[i + 3] as number)
    into[a] = fround(fround(fround((into[a] as number) + aImpact) + aImpact) + aImpact) + aImpact
    into[b] = fround(fround(fround((into[b] as number) + bImpact) + bImpact) + bImpact) + bImpact
    into[c] = fround(fround(fround((into[c] as number) + cImpact) + cImpact) + cImpact) + cImpact
    into[d] = fround(fround(fround((into[d] as number) + dImpact) + dImpact) + dImpact) + dImpact
  }
  for (let i = whole; i < end; i++) {
    const id = ids[i] as number
    const impact = weight * (impacts[i] as number)
    into[id] = fround(fround(fround((into[id] as number) + impact) + impact) + impact) + impact
  }
}
