import type { TextPair } from './corpus.js'

/** A language with a smaller share of all texts does not count: the encoder cannot learn it from so little. */
const LEAST_SHARE = 0.01
/** Language tag of texts in an unknown language. */
const UNKNOWN = 'und'

/** Counts the texts of each language while a corpus is read. */
export interface LanguageCount {
  readonly pass: (corpus: AsyncIterable<TextPair>) => AsyncIterable<TextPair>
  /** @returns codes of the languages with at least one text in a hundred, sorted */
  readonly languages: () => readonly string[]
}

export function languageCount(): LanguageCount {
  const texts = new Map<string, number>()
  return {
    async *pass(corpus) {
      for await (const pair of corpus) {
        for (const tag of pair.languages) texts.set(tag, (texts.get(tag) ?? 0) + 1)
        yield pair
      }
    },
    languages() {
      const byCode = new Map<string, number>()
      for (const [tag, count] of texts) byCode.set(codeOf(tag), (byCode.get(codeOf(tag)) ?? 0) + count)
      const all = [...texts.values()].reduce((sum, count) => sum + count, 0)
      return [...byCode]
        .flatMap(([code, count]) => (code !== UNKNOWN && count >= LEAST_SHARE * all ? [code] : []))
        .sort()
    },
  }
}

/** `pt-BR`, `PT` and `por` are the same language. */
function codeOf(tag: string): string {
  const [language = ''] = tag.match(/^[a-z]{2,3}/i) ?? []
  return Intl.getCanonicalLocales(language)[0] ?? UNKNOWN
}
