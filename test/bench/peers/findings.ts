import type { Finding, Lesson } from '../../../evaluation/bench/benchmarked-system.js'

export interface Scored {
  readonly id: string
  readonly score: number
}

const MOST_RANKED = 10

/** @param scored best first; a subject found more than once counts at its first place */
export function found(scored: Iterable<Scored>): Finding {
  const ranked = new Set<string>()
  let confidence = Number.NEGATIVE_INFINITY
  for (const { id, score } of scored) {
    if (ranked.size === 0) confidence = score
    ranked.add(id)
    if (ranked.size === MOST_RANKED) break
  }
  return { ranked: [...ranked], confidence }
}

/** The language of most phrasings. */
export function commonLanguage({ subjects }: Lesson): string {
  const counts = new Map<string, number>()
  for (const { language, phrasings } of subjects) counts.set(language, (counts.get(language) ?? 0) + phrasings.length)
  const [most] = [...counts].sort(([, left], [, right]) => right - left)
  return most?.[0] ?? 'und'
}
