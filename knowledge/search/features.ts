/**
 * What the lexical side sees of a text. Three views that fail differently: stems survive inflection, pairs of stems keep
 * word order's meaning ("close company" against "company opening hours"), letters survive typing mistakes.
 */

/** Turns a text's words into features; the same feature may occur more than once. */
export type FeatureView = (words: readonly string[]) => readonly string[]

const STEM_CHARS = 5
const PAIR_WINDOW = 3

/** The first five letters: a stemmer that needs no language and shortens "registrar", "registro", "registrada" alike. */
export function stem(word: string): string {
  return word.slice(0, STEM_CHARS)
}

export const stems: FeatureView = (words) => words.map(stem)

/** Unordered pairs of stems that stand at most three words apart. */
export const stemPairs: FeatureView = (words) => {
  const all = words.map(stem)
  return all.flatMap((left, i) =>
    all.slice(i + 1, i + 1 + PAIR_WINDOW).map((right) => (left < right ? `${left} ${right}` : `${right} ${left}`)),
  )
}

/** Runs of three to five letters within each word, with its borders marked. */
export const letters: FeatureView = (words) => words.flatMap((word) => letterRuns(`<${word}>`))

function letterRuns(word: string): readonly string[] {
  const runs: string[] = []
  for (let length = 3; length <= 5; length++) {
    for (let start = 0; start + length <= word.length; start++) runs.push(word.slice(start, start + length))
  }
  return runs
}
