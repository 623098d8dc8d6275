import type { LanguageDetector } from '../ports.js'

/**
 * Language detection by eld's character n-grams. Its data takes tens of megabytes: it is loaded once, and only when there are several
 * languages to distinguish or a question is in none of them.
 */
export async function eldLanguageDetector(languages: readonly string[]): Promise<LanguageDetector> {
  const detectAmongAll = async (text: string) => (await loadEld()).detect(text).getScores()
  if (languages.length < 2) return { detect: () => ({}), detectAmongAll }
  const detector = (await loadEld()).newInstance()
  detector.setLanguageSubset([...languages])
  return { detect: (text) => detector.detect(text).getScores(), detectAmongAll }
}

async function loadEld() {
  return (await import('eld/extrasmall')).eld
}
