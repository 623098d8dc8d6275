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
 * Where less than this share of the version's words is common, its language is not among the known ones: an apparent misspelling
 * may well be an unknown word.
 */
const MOSTLY_COMMON = 0.5

/** Most words of one text whose nearest known word is looked for. Each is compared with thousands of words. */
const MOST_COMPARED = 30

/** How many words of a text may still be compared. */
export interface Comparisons {
  left: number
}

/** The words meant by an unknown word: mostly one, a known one where there is a good guess. */
export type SpellingCorrector = (word: string, comparisons?: Comparisons) => readonly string[]

/**
 * A corrector towards the words of the knowledge base. Known words, common words of any language, short words and amounts stay as
 * they are. Short forms are expanded, form codes are split. In a known language, a word that sounds like a known one becomes that
 * word; otherwise the nearest known word is used, the most frequent of several.
 *
 * @param vocabulary the words of every text, folded
 * @param common words that are right although no text contains them: "casa" is not "cada"
 */
export function spellingCorrector(vocabulary: Vocabulary, common: ReadonlySet<string>): SpellingCorrector {
  const known = new Set(vocabulary)
  const commonShare = vocabulary.filter((word) => common.has(word)).length / vocabulary.length
  const isKnownLanguage = commonShare >= MOSTLY_COMMON
  const bySound = new Map<string, string>()
  if (isKnownLanguage) for (const word of vocabulary.toReversed()) bySound.set(soundOf(word), word)
  const nearest = isKnownLanguage ? nearestWord(vocabulary, MOST_SLIPS) : nearestWord(vocabulary, 1, beginAlike)
  return (word, comparisons = { left: 1 }) => {
    if (known.has(word)) return [word]
    if (/\d/.test(word)) return partsOfCode(word, known)
    const meant = writtenOut(word)
    if (meant !== undefined) return [meant]
    if (word.length < SHORTEST_CORRECTED || common.has(word)) return [word]
    const alike = bySound.get(soundOf(word))
    if (alike !== undefined) return [alike]
    return [(comparisons.left-- > 0 ? nearest(word) : undefined) ?? word]
  }
}

/** Typing mistakes seldom affect the first letter; a different word often has a different one: "Haus" is not "aus". */
function beginAlike(word: string, known: string): boolean {
  return word[0] === known[0]
}

/** Many people write the form "1099-R" as "1099r". */
function partsOfCode(word: string, known: ReadonlySet<string>): readonly string[] {
  const parts = word.match(/\d+|\D+/g) ?? []
  return parts.every((part) => known.has(part)) ? parts : [word]
}

const CAPITALISED = /^\p{Lu}/u
const BEFORE_A_SENTENCE = '.?!…:¿¡«"('

/**
 * The text with its misspelt words corrected, and everything else as it was written: a sentence model reads accents and capitals. A
 * capitalised word within a sentence is a name, unless most words are capitalised; names are not corrected.
 */
export function mendText(text: string, mend: SpellingCorrector): string {
  const written = writtenWords(text)
  const comparisons = { left: MOST_COMPARED }
  const mendedBefore = new Map<string, readonly string[]>()
  const mendOnce = (part: string) => {
    const mended = mendedBefore.get(part) ?? mend(part, comparisons)
    mendedBefore.set(part, mended)
    return mended
  }
  const capitalsTell = 2 * written.filter((word) => CAPITALISED.test(word)).length <= written.length
  return replaceWords(text, (word, at) => {
    // One letter changes the meaning: 离婚 is a divorce, 结婚 a marriage.
    if (isUnspaced(word)) return word
    if (capitalsTell && CAPITALISED.test(word) && !beginsSentence(text, at)) return word
    const parts = words(word)
    const mended = parts.flatMap(mendOnce)
    return mended.every((one, i) => one === parts[i]) ? word : mended.join(' ')
  })
}

function beginsSentence(text: string, at: number): boolean {
  let before = at - 1
  while (before >= 0 && /\s/.test(text.charAt(before))) before--
  return before < 0 || BEFORE_A_SENTENCE.includes(text.charAt(before))
}
