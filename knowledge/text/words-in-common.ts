import { stem } from './features.js'
import { words, writtenWords } from './normalise.js'

/** Texts whose stems are kept: the answers of one office, or the ones asked for most. */
const KEPT_TEXTS = 2_000

/** The words of a question that stand in at least one of the texts, inflected otherwise or not, as the citizen wrote them. */
export type WordsInCommon = (question: string, texts: readonly string[]) => readonly string[]

/**
 * Answers are long, and the same few are candidates again and again: each is taken apart once. So is the question, which is asked of
 * ten candidates in a row.
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

/** The stems of a text; those of the latest texts are kept. */
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
