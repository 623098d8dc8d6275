import type { Span } from './plain-view.js'

/** The kinds that can be recognised. `link`: the parts of a web address that may hold a secret (user name, password, query). */
export type PersonalDataKind = 'email' | 'phone' | 'iban' | 'card' | 'id' | 'link'

/** Finds one kind of personal data in the plain view of a text, in time proportional to its length. */
export interface Recogniser {
  readonly kind: PersonalDataKind
  find(text: string): Iterable<Span>
}

/** The digits of a text, in order, without separators. */
export function digitsOf(text: string): string {
  return text.replace(/\D+/g, '')
}

/** A pattern that only matches between characters that are not letters or digits. */
export function alone(written: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${written})(?![\\p{L}\\p{N}])`, 'giu')
}

/** A recogniser for the matches of a regular expression (flags `g` and `u`) that a check confirms. */
export function patternRecogniser(
  kind: PersonalDataKind,
  pattern: RegExp,
  isOne: (match: string) => boolean,
): Recogniser {
  return {
    kind,
    *find(text) {
      for (const { 0: match, index } of text.matchAll(pattern)) {
        if (isOne(match)) yield { start: index, end: index + match.length }
      }
    },
  }
}
