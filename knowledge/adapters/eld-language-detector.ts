import type { LanguageDetector } from '../ports.js'

/**
 * Language detection by eld's character n-grams, limited to the languages given. Its data is loaded once, and only when there
 * is more than one language to tell apart.
 */
export async function eldLanguageDetector(languages: readonly string[]): Promise<LanguageDetector> {
  if (languages.length < 2) return { detect: () => ({}) }
  const { eld } = await import('eld/extrasmall')
  const detector = eld.newInstance()
  detector.setLanguageSubset([...languages])
  return { detect: (text) => detector.detect(text).getScores() }
}
