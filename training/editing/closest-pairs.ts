import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { CurationItem } from '../../knowledge/curation/item.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import type { Installation } from '../installation.js'
import { loadVersion } from '../loaded-version.js'

/** A pair that the champion ranks close to a question. */
export interface ClosePair {
  readonly pair: QnaPair
  /** probability that it is the right pair, 0…1 */
  readonly confidence: number
}

export interface Closeness {
  /** closest first, at most three */
  readonly closest: readonly ClosePair[]
  /** id of the pair that the champion would answer with today; null = it would not answer */
  readonly answeredBy: string | null
}

/** Searches the champion the way the bot does. */
export interface ClosenessSearch {
  /** the questions come from unanswered groups */
  search(item: Pick<CurationItem, 'question' | 'language'>): Promise<Closeness>
}

const CLOSEST = 3

/** Runs `work` with a search of the champion, or with null while no version serves. */
export async function withClosenessSearch<T>(
  { store, clock, opening }: Pick<Installation, 'store' | 'clock' | 'opening'>,
  work: (search: ClosenessSearch | null) => Promise<T>,
): Promise<T> {
  const { champion } = await readAliases(store)
  if (champion === null) return work(null)
  const version = await loadVersion(store, champion, opening)
  try {
    return await work({
      async search({ question, language }) {
        const asked = { text: question, languageHint: language, filter: {}, now: clock.now() }
        const { outcome, candidates } = await version.searcher.search(asked)
        const closest = candidates.slice(0, CLOSEST).map(({ pair, confidence }) => ({ pair, confidence }))
        return { closest, answeredBy: outcome.kind === 'answered' ? outcome.pair.id : null }
      },
    })
  } finally {
    await version.close()
  }
}
