/**
 * Scripts that put no space between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese. A run of their letters is a whole clause, so
 * that it is searched by its letters two at a time, each pair beginning with the end of the one before ("護照遺失": 護照, 照遺, 遺失).
 * A dictionary would cut better, but another one on every machine.
 *
 * @see Apache Lucene, CJKBigramFilter
 */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`

const ONE = new RegExp(`[${UNSPACED}]`, 'u')
const RUNS = new RegExp(`[${UNSPACED}\\p{M}]+|[^${UNSPACED}\\p{M}]\\p{M}*(?:[^${UNSPACED}])*`, 'gu')
/** A letter with its marks. */
const LETTERS = /.\p{M}*/gu

/** Whether a word has letters of such a script: it is hardly a word, then. */
export function isUnspaced(word: string): boolean {
  return ONE.test(word)
}

/** What of a word can be searched: itself, or pairs of letters where it is a clause. */
export function searchableParts(word: string): readonly string[] {
  if (!isUnspaced(word)) return [word]
  return (word.match(RUNS) ?? []).flatMap((run) => (isUnspaced(run) ? pairsOfLetters(run) : [run]))
}

function pairsOfLetters(run: string): readonly string[] {
  const letters = run.match(LETTERS) ?? []
  return letters.length < 2 ? letters : letters.slice(1).map((letter, before) => `${letters[before]}${letter}`)
}
