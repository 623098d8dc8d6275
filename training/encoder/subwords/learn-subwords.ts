/** Marks a piece that does not begin a word, as in WordPiece. */
export const CONTINUES = '##'

/** A word seen once teaches no piece that others share. */
const LEAST_COUNT = 2
/** Letters rarer than this are left unknown. */
const LEAST_LETTERS = 5

/**
 * Learns the pieces that words are made of: beginning with single letters, the neighbours that stand together most often become
 * one piece, again and again. Ties go to the pieces learned first, so that equal words and counts give equal pieces.
 *
 * @param words distinct, with how often each was seen
 * @param most pieces wanted; fewer come out of few words
 * @returns pieces, single letters first, then in the order they were learned
 * @see Sennrich et al., Neural Machine Translation of Rare Words with Subword Units, 2016
 */
export function learnSubwords(words: readonly string[], counts: readonly number[], most: number): readonly string[] {
  const lettersOf = (word: string) => [...word].map((letter, i) => (i === 0 ? letter : CONTINUES + letter))
  const seen = new Map<string, number>()
  words.forEach((word, i) => {
    for (const letter of lettersOf(word)) seen.set(letter, (seen.get(letter) ?? 0) + (counts[i] ?? 0))
  })
  const letters = [...seen].filter(([, count]) => count >= LEAST_LETTERS).sort(byCountThenText)
  const pieces = letters.slice(0, most).map(([letter]) => letter)
  const idOf = new Map(pieces.map((piece, id) => [piece, id]))

  const state = emptyState()
  words.forEach((word, i) => {
    const count = counts[i] ?? 0
    if (count < LEAST_COUNT) return
    const ids = lettersOf(word).map((letter) => idOf.get(letter))
    if (ids.every((id) => id !== undefined)) addWord(state, ids, count)
  })
  for (const key of state.pairs.keys()) state.heap.push(key)

  while (pieces.length < most) {
    const key = state.heap.pop()
    if (key === null) break
    const [left, right] = [Math.floor(key / WIDTH), key % WIDTH]
    // Two ways may lead to one piece: it is counted once, and both become it.
    const piece = (pieces[left] ?? '') + (pieces[right] ?? '').slice(CONTINUES.length)
    let id = idOf.get(piece)
    if (id === undefined) {
      id = pieces.length
      pieces.push(piece)
      idOf.set(piece, id)
    }
    mergeEverywhere(state, left, right, id)
  }
  return pieces
}

/** A pair of pieces is one number: left × WIDTH + right. */
const WIDTH = 2 ** 20

interface PairFacts {
  count: number
  /** words that had it; some may have lost it since */
  readonly words: number[]
}

interface State {
  readonly words: number[][]
  readonly counts: number[]
  readonly pairs: Map<number, PairFacts>
  readonly heap: PairHeap
}

function emptyState(): State {
  const pairs = new Map<number, PairFacts>()
  return { words: [], counts: [], pairs, heap: pairHeap((key) => pairs.get(key)?.count ?? 0) }
}

function addWord({ words, counts, pairs }: State, ids: number[], count: number): void {
  words.push(ids)
  counts.push(count)
  for (let i = 1; i < ids.length; i++) addPair(pairs, pairAt(ids, i), words.length - 1, count)
}

function pairAt(ids: readonly number[], end: number): number {
  return (ids[end - 1] as number) * WIDTH + (ids[end] as number)
}

function addPair(pairs: Map<number, PairFacts>, key: number, word: number, count: number): void {
  const facts = pairs.get(key)
  if (facts === undefined) pairs.set(key, { count, words: [word] })
  else {
    facts.count += count
    if (facts.words.at(-1) !== word) facts.words.push(word)
  }
}

function mergeEverywhere({ words, counts, pairs, heap }: State, left: number, right: number, id: number): void {
  const found = pairs.get(left * WIDTH + right)
  if (found === undefined) return
  pairs.delete(left * WIDTH + right)
  const changed = new Set<number>()
  for (const place of new Set(found.words)) {
    const before = words[place] as number[]
    const after = merged(before, left, right, id)
    if (after.length === before.length) continue
    const count = counts[place] as number
    for (let i = 1; i < before.length; i++) {
      const facts = pairs.get(pairAt(before, i))
      if (facts !== undefined) facts.count -= count
    }
    for (let i = 1; i < after.length; i++) {
      const key = pairAt(after, i)
      addPair(pairs, key, place, count)
      changed.add(key)
    }
    words[place] = after
  }
  for (const key of changed) heap.push(key)
}

function merged(ids: readonly number[], left: number, right: number, id: number): number[] {
  const after: number[] = []
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] === left && ids[i + 1] === right) {
      after.push(id)
      i++
    } else after.push(ids[i] as number)
  }
  return after
}

interface PairHeap {
  push(key: number): void
  /** the pair with the highest count by now, the lowest number first among equals; null when none is left */
  pop(): number | null
}

/** A heap of pairs whose counts may have fallen since they were put in: such a one is put back where it belongs by now. */
function pairHeap(countOf: (key: number) => number): PairHeap {
  const keys: number[] = []
  const counts: number[] = []
  const before = (a: number, b: number) =>
    counts[a] === counts[b] ? (keys[a] as number) < (keys[b] as number) : (counts[a] as number) > (counts[b] as number)
  const swap = (a: number, b: number) => {
    ;[keys[a], keys[b]] = [keys[b] as number, keys[a] as number]
    ;[counts[a], counts[b]] = [counts[b] as number, counts[a] as number]
  }
  const push = (key: number) => {
    const count = countOf(key)
    if (count <= 0) return
    let at = keys.length
    keys.push(key)
    counts.push(count)
    while (at > 0 && before(at, (at - 1) >> 1)) {
      swap(at, (at - 1) >> 1)
      at = (at - 1) >> 1
    }
  }
  const popTop = () => {
    swap(0, keys.length - 1)
    const top = { key: keys.pop() as number, count: counts.pop() as number }
    for (let at = 0; ; ) {
      let first = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < keys.length && before(child, first)) first = child
      if (first === at) return top
      swap(at, first)
      at = first
    }
  }
  return {
    push,
    pop() {
      while (keys.length > 0) {
        const { key, count } = popTop()
        if (countOf(key) === count) return key
        push(key)
      }
      return null
    },
  }
}

function byCountThenText([a, countA]: readonly [string, number], [b, countB]: readonly [string, number]): number {
  return countB - countA || (a < b ? -1 : 1)
}
