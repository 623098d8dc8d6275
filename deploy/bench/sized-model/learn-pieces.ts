import { byCodeUnit } from '../../../knowledge/text/by-code-unit.js'

/** Marks a piece that does not begin a word, as in WordPiece. */
export const CONTINUES = '##'

/** A word that was seen once teaches no piece that other words share. */
const LEAST_COUNT = 2
/** Rarer letters stay unknown. */
const LEAST_LETTERS = 5

/**
 * Learns the pieces that words are made of. It begins with single letters and repeatedly joins the most frequent neighbours into one
 * piece. Ties go to the pieces learned first, so that equal words and counts give equal pieces.
 *
 * @param counts how often each word was seen
 * @param most most pieces; few words give fewer
 * @returns pieces, single letters first, then in the order they were learned
 * @see Sennrich et al., Neural Machine Translation of Rare Words with Subword Units, 2016
 */
export function learnPieces(counts: ReadonlyMap<string, number>, most: number): readonly string[] {
  const pieces = frequentLetters(counts).slice(0, most)
  const idOf = new Map(pieces.map((piece, id) => [piece, id]))
  const words = [...counts].flatMap(([word, count]): Word[] => {
    const ids = lettersOf(word).flatMap((letter) => idOf.get(letter) ?? [])
    return count < LEAST_COUNT || ids.length < [...word].length ? [] : [{ ids, count }]
  })
  const pairs = new Map<number, number>()
  for (const word of words) countPairs(pairs, word, 1)
  while (pieces.length < most) {
    const pair = mostFrequent(pairs)
    if (pair === null) break
    const [left, right] = [Math.floor(pair / WIDTH), pair % WIDTH]
    // Two joins may give the same piece: it is counted once, and both become it.
    const piece = (pieces[left] ?? '') + (pieces[right] ?? '').slice(CONTINUES.length)
    const id = idOf.get(piece) ?? pieces.push(piece) - 1
    idOf.set(piece, id)
    for (const word of words) {
      const joined = joinPair(word.ids, left, right, id)
      if (joined.length === word.ids.length) continue
      countPairs(pairs, word, -1)
      word.ids = joined
      countPairs(pairs, word, 1)
    }
  }
  return pieces
}

function lettersOf(word: string): readonly string[] {
  return [...word].map((letter, i) => (i === 0 ? letter : CONTINUES + letter))
}

function frequentLetters(counts: ReadonlyMap<string, number>): string[] {
  const seen = new Map<string, number>()
  for (const [word, count] of counts) {
    for (const letter of lettersOf(word)) seen.set(letter, (seen.get(letter) ?? 0) + count)
  }
  return [...seen]
    .filter(([, count]) => count >= LEAST_LETTERS)
    .sort(([a, countA], [b, countB]) => countB - countA || byCodeUnit(a, b))
    .map(([letter]) => letter)
}

/** A pair of pieces is one number: left × WIDTH + right. */
const WIDTH = 2 ** 20

interface Word {
  ids: readonly number[]
  readonly count: number
}

function countPairs(pairs: Map<number, number>, { ids, count }: Word, sign: 1 | -1): void {
  for (let i = 1; i < ids.length; i++) {
    const pair = (ids[i - 1] ?? 0) * WIDTH + (ids[i] ?? 0)
    pairs.set(pair, (pairs.get(pair) ?? 0) + sign * count)
  }
}

function mostFrequent(pairs: ReadonlyMap<number, number>): number | null {
  let [best, most] = [0, 0]
  for (const [pair, count] of pairs) {
    if (count > most || (count === most && count > 0 && pair < best)) [best, most] = [pair, count]
  }
  return most === 0 ? null : best
}

function joinPair(ids: readonly number[], left: number, right: number, id: number): readonly number[] {
  const joined: number[] = []
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] === left && ids[i + 1] === right) {
      joined.push(id)
      i++
    } else joined.push(ids[i] ?? 0)
  }
  return joined
}
