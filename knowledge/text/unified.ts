const MARKS = /\p{M}+/gu
/** No language has more on one letter (UAX #15, Stream-Safe Text Format). */
const MOST_MARKS = 30

/** A text with its compatibility forms unified (NFKC). The marks of a letter beyond 30 go: sorting them takes quadratic time. */
export function unified(text: string): string {
  return text.replace(MARKS, fewer).normalize('NFKC')
}

function fewer(marks: string): string {
  return marks.length <= MOST_MARKS ? marks : [...marks].slice(0, MOST_MARKS).join('')
}
