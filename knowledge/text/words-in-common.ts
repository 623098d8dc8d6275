import { stem } from './features.js'
import { words, writtenWords } from './normalise.js'

/** Texts whose stems are cached: all answers of one office, or the most requested ones. */
const KEPT_TEXTS = 2_000

/** The words of a question that occur in at least one of the texts, in any inflection, as the citizen wrote them. */
export type WordsInCommon = (question: string, texts: readonly string[]) => readonly string[]

/**
 * Caches the stems: answers are long, and the same few are candidates again and again. The question is cached, too, since it is
 * compared with ten candidates in a row.
 */
export function wordsInCommon(): WordsInCommon {
  const stemsOfText = keptStems()
  let asked: { readonly question: string; readonly written: readonly Written[] } | null = null
  return (question, texts) => {
    if (asked?.question !== question) {
      const written = [...new Set(writtenWords(question))].map((word) => ({ word, stems: stemsOf(word) }))
      asked = { question, written }
    }
    const known = texts.map(stemsOfText)
    return asked.written.filter(({ stems }) => known.some((ofText) => sharesOne(stems, ofText))).map(({ word }) => word)
  }
}

interface Written {
  readonly word: string
  readonly stems: ReadonlySet<string>
}

/** The stems of a text, cached for the latest texts. */
function keptStems(): (text: string) => ReadonlySet<string> {
  const kept = new Map<string, ReadonlySet<string>>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    if (kept.size >= KEPT_TEXTS) kept.clear()
    const found = stemsOf(text)
    kept.set(text, found)
    return found
  }
}

function stemsOf(text: string): ReadonlySet<string> {
  return new Set(words(text).map(stem))
}

function sharesOne(few: ReadonlySet<string>, many: ReadonlySet<string>): boolean {
  for (const one of few) if (many.has(one)) return true
  return false
}
