import MiniSearch from 'minisearch'
import type { BenchmarkedSystem } from '../../../evaluation/bench/benchmarked-system.js'
import { found, type Scored } from './findings.js'

/**
 * BM25 by MiniSearch over phrasings, and over answers that have words; accents folded, otherwise default settings. Every
 * phrasing is a document, and a subject has the score of its best one. It has no threshold and shows everything it finds.
 */
export const miniSearch: BenchmarkedSystem = {
  name: 'minisearch',
  calibrated: false,
  async teach({ subjects }) {
    const index = new MiniSearch<{ row: number; phrasing: string; answer: string }>({
      idField: 'row',
      fields: ['phrasing', 'answer'],
      processTerm: (term) => term.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase(),
    })
    const rows = subjects.flatMap(({ id, phrasings, answer }) =>
      phrasings.map((phrasing) => ({ id, phrasing, answer: answer ?? '' })),
    )
    index.addAll(rows.map(({ phrasing, answer }, row) => ({ row, phrasing, answer })))
    return {
      threshold: null,
      ask: async (text) => found(scored(index.search(text), rows)),
      close: async () => {},
    }
  },
}

function* scored(
  hits: readonly { readonly id: number; readonly score: number }[],
  rows: readonly { readonly id: string }[],
): Iterable<Scored> {
  for (const { id: row, score } of hits) {
    const subject = rows[row]
    if (subject !== undefined) yield { id: subject.id, score }
  }
}
