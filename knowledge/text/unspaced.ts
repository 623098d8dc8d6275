/**
 * Scripts without spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese. A run of their letters is a whole clause, so it
 * is searched by overlapping pairs of letters ("護照遺失": 護照, 照遺, 遺失). A dictionary would segment better, but differently on
 * every machine.
 *
 * @see Apache Lucene, CJKBigramFilter
 */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`

const ONE = new RegExp(`[${UNSPACED}]`, 'u')
const RUNS = new RegExp(`[${UNSPACED}\\p{M}]+|[^${UNSPACED}\\p{M}]\\p{M}*(?:[^${UNSPACED}])*`, 'gu')
/** A letter with its marks. */
const LETTERS = /.\p{M}*/gu

/** Whether a text between spaces has letters of such a script: it is probably a whole clause, then. */
export function isUnspaced(word: string): boolean {
  return ONE.test(word)
}

/** The searchable parts of a word: the word itself, or pairs of letters where it is a clause. */
export function searchableParts(word: string): readonly string[] {
  if (!isUnspaced(word)) return [word]
  return (word.match(RUNS) ?? []).flatMap((run) => (isUnspaced(run) ? pairsOfLetters(run) : [run]))
}

function pairsOfLetters(run: string): readonly string[] {
  const letters = run.match(LETTERS) ?? []
  return letters.length < 2 ? letters : letters.slice(1).map((letter, before) => `${letters[before]}${letter}`)
}
