import Fuse from 'fuse.js'
import type { BenchmarkedSystem } from '../../../evaluation/bench/benchmarked-system.js'
import { found, type Scored } from './findings.js'

/** Beyond the first few dozen hits no further subject matters. */
const MOST_HITS = 50

/**
 * Fuzzy search by Fuse.js in its token mode, the one that its guide recommends for questions of several words, accents folded.
 * Every phrasing is its own item. It has no threshold for a whole question.
 *
 * @see https://www.fusejs.io/token-search.html
 */
export const fuse: BenchmarkedSystem = {
  name: 'fuse.js',
  calibrated: false,
  async teach({ subjects }) {
    const items = subjects.flatMap(({ id, phrasings, answer }) =>
      phrasings.map((phrasing) => ({ id, phrasing, answer: answer ?? '' })),
    )
    const searchesAnswers = items.some(({ answer }) => answer !== '')
    const index = new Fuse(items, {
      keys: searchesAnswers ? ['phrasing', 'answer'] : ['phrasing'],
      useTokenSearch: true,
      includeScore: true,
      ignoreDiacritics: true,
    })
    return {
      threshold: null,
      ask: async (text) =>
        found(
          index
            .search(text, { limit: MOST_HITS })
            // Fuse.js scores are inverted: 0 is a perfect match.
            .map(({ item, score = 1 }): Scored => ({ id: item.id, score: 1 - score })),
        ),
      close: async () => {},
    }
  },
}
