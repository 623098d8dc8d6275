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
  const kept = new Map<string, ReadonlySet<string>>()
  const stemsOf = (text: string) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    if (kept.size >= KEPT_TEXTS) kept.clear()
    const found = new Set(words(text).map(stem))
    kept.set(text, found)
    return found
  }
  let asked: { readonly question: string; readonly written: readonly Written[] } | null = null
  return (question, texts) => {
    if (asked?.question !== question) asked = { question, written: writtenStems(question) }
    const known = texts.map(stemsOf)
    return asked.written.flatMap(({ word, stems }) =>
      stems.some((one) => known.some((stemsOfText) => stemsOfText.has(one))) ? [word] : [],
    )
  }
}

interface Written {
  readonly word: string
  readonly stems: readonly string[]
}

function writtenStems(question: string): readonly Written[] {
  return [...new Set(writtenWords(question))].map((word) => ({ word, stems: words(word).map(stem) }))
}
