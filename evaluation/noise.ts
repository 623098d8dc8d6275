import { fold } from '../knowledge/text/normalise.js'
import { seededRandom, seedOf } from './statistics/random.js'

/**
 * Ways in which people really write, made from a clean question; the same question always gives the same variants. The first two
 * mostly fold to the question's own words, which are fast to search right after it.
 */
export const NOISES = ['no-accents', 'shout', 'typos'] as const
export type Noise = (typeof NOISES)[number]

/** One typing mistake per about this many letters. */
const LETTERS_PER_SLIP = 14

export function withNoise(text: string, noise: Noise): string {
  switch (noise) {
    case 'no-accents':
      return fold(text)
        .replace(/[^\p{L}\p{N}\p{M}\s]+/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim()
    case 'shout':
      return `${text.toUpperCase().replace(/[?!¿¡.]+/g, '')}???`
    case 'typos':
      return withTypos(text)
  }
}

function withTypos(text: string): string {
  const random = seededRandom(seedOf(text))
  const letters = [...text]
  const slips = Math.max(1, Math.round(letters.filter(isLetter).length / LETTERS_PER_SLIP))
  const places = placesToSlip(letters)
  const chosen = Array.from({ length: Math.min(slips, places.length) }, () => {
    return places.splice(Math.floor(random() * places.length), 1)
  }).flat()
  // From the end, so that no mistake shifts the places of the others, or undoes one.
  for (const place of chosen.sort((left, right) => right - left)) {
    const [letter, next] = letters.slice(place, place + 2) as [string, string]
    const kind = random()
    if (kind < 0.4) letters.splice(place, 2, next, letter)
    else if (kind < 0.7) letters.splice(place, 1)
    else letters.splice(place, 0, letter)
  }
  return letters.join('')
}

/** Places with two different adjacent letters: elsewhere a mistake would be between words, or change nothing. */
function placesToSlip(letters: readonly string[]): number[] {
  return letters.flatMap((letter, place) => {
    const next = letters[place + 1] ?? ''
    return isLetter(letter) && isLetter(next) && letter !== next ? [place] : []
  })
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character)
}
