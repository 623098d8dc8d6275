import { unified } from './unified.js'
import { isUnspaced, searchableParts } from './unspaced.js'

/** Longest word that is searched, in characters; the rest of a longer word is cut off, since it does not help a search. */
const MAX_WORD_CHARS = 40

const INVISIBLE = /[\p{Cc}\p{Cf}]+/gu

/**
 * A message as it is searched: compatibility forms unified (NFKC), control and invisible characters removed, white space
 * collapsed. Capitals and accents stay, since explanations show this text.
 */
export function normalise(text: string): string {
  return unified(text)
    .replace(/[\n\r\t]+/g, ' ')
    .replace(INVISIBLE, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/**
 * Marks after these letters are not accents but, for example, vowels: without them, words would change (कार, a car, and कर, a tax; が
 * and か).
 */
const ACCENTS =
  /(?<![\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Thai}\p{Script=Lao}\p{Script=Tibetan}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Hiragana}\p{Script=Katakana}])\p{M}+/gu
/** Begins with a letter or digit: other characters with marks are emoji. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu

/** Lower case without accents: "¿Dónde está?" and "donde esta" fold to the same words. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(ACCENTS, '').toLowerCase()
}

/** The words of a text, folded; numbers are words, punctuation and emoji are not. In scripts without spaces, pairs of letters. */
export function words(text: string): readonly string[] {
  const all = runs(text)
  return (isUnspaced(text) ? all.flatMap(searchableParts) : all).map(cut)
}

/** The texts between spaces and punctuation, folded, in any script: the words of the embedders that ship with this package. */
export function wholeWords(text: string): readonly string[] {
  return runs(text).map(cut)
}

function runs(text: string): readonly string[] {
  return fold(text).match(WORD) ?? []
}

function cut(word: string): string {
  return word.slice(0, MAX_WORD_CHARS)
}

const WRITTEN_WORD = /[\p{L}\p{N}\p{M}]+/gu

/** The words of a text as they were written, for showing which of them matched. */
export function writtenWords(text: string): readonly string[] {
  const all = text.match(WRITTEN_WORD) ?? []
  return isUnspaced(text) ? all.flatMap(searchableParts) : all
}

/**
 * The text with each word replaced.
 *
 * @param put receives the word as it was written and its position, and returns the replacement
 */
export function replaceWords(text: string, put: (written: string, at: number) => string): string {
  return text.replace(WRITTEN_WORD, put)
}
