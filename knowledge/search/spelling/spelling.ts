import { replaceWords, words, writtenWords } from '../../text/normalise.js'
import { soundOf } from '../../text/sound.js'
import { isUnspaced } from '../../text/unspaced.js'
import { nearestWord } from './nearest-word.js'
import { writtenOut } from './short-forms.js'
import type { Vocabulary } from './vocabulary.js'

/** Shorter words have too many neighbours for a correction to be a good guess. */
const SHORTEST_CORRECTED = 4
const MOST_SLIPS = 3
/**
 * Where less than this share of the version's words is common, it speaks a language of which other words are not known: what looks
 * like a misspelling may well be one of these.
 */
const MOSTLY_COMMON = 0.5

/** What is meant by a word that the knowledge base does not know: mostly one word, that it does know where there is a good guess. */
export type SpellingCorrector = (word: string) => readonly string[]

/**
 * A corrector towards the words of the knowledge base. Known words, words of any language that people write, short words and
 * amounts stay as they are. A short form of chat messages is written out, a form code taken apart; a word that sounds like a known
 * one becomes that, where the version speaks a language whose words are known; otherwise the nearest known word is taken, the more frequent of several.
 *
 * @param vocabulary the words of every text, folded
 * @param common words that are right although no text has them: "casa" is not "cada"
 */
export function spellingCorrector(vocabulary: Vocabulary, common: ReadonlySet<string>): SpellingCorrector {
  const known = new Set(vocabulary)
  const commonShare = vocabulary.filter((word) => common.has(word)).length / vocabulary.length
  const isKnownLanguage = commonShare >= MOSTLY_COMMON
  const bySound = new Map<string, string>()
  if (isKnownLanguage) for (const word of vocabulary.toReversed()) bySound.set(soundOf(word), word)
  const nearest = isKnownLanguage ? nearestWord(vocabulary, MOST_SLIPS) : nearestWord(vocabulary, 1, beginAlike)
  return (word) => {
    if (known.has(word)) return [word]
    if (/\d/.test(word)) return partsOfCode(word, known)
    const meant = writtenOut(word)
    if (meant !== undefined) return [meant]
    if (word.length < SHORTEST_CORRECTED || common.has(word)) return [word]
    return [bySound.get(soundOf(word)) ?? nearest(word) ?? word]
  }
}

/** A finger seldom slips on the first letter; another word often has another one: "Haus" is not "aus". */
function beginAlike(word: string, known: string): boolean {
  return word[0] === known[0]
}

/** "1099r" is how many write the form "1099-R". */
function partsOfCode(word: string, known: ReadonlySet<string>): readonly string[] {
  const parts = word.match(/\d+|\D+/g) ?? []
  return parts.every((part) => known.has(part)) ? parts : [word]
}

const CAPITALISED = /^\p{Lu}/u
const BEGINS_A_SENTENCE = /(^|[.?!…:¿¡«"(])\s*$/u

/**
 * The text with its misspelt words mended, and everything else as it was written: a sentence model reads accents and capitals. A word
 * with a capital within a sentence is a name, unless most words have one, and names are like other words by chance.
 */
export function mendText(text: string, mend: SpellingCorrector): string {
  const written = writtenWords(text)
  const capitalsTell = 2 * written.filter((word) => CAPITALISED.test(word)).length <= written.length
  return replaceWords(text, (word, at) => {
    // One letter makes another matter of it: 离婚 is a divorce, and 结婚 a marriage.
    if (isUnspaced(word)) return word
    if (capitalsTell && CAPITALISED.test(word) && !BEGINS_A_SENTENCE.test(text.slice(0, at))) return word
    const parts = words(word)
    const mended = parts.flatMap(mend)
    return mended.every((one, i) => one === parts[i]) ? word : mended.join(' ')
  })
}
