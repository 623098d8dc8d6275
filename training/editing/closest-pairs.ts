import { knowledgeParts } from '../../deploy/installation/knowledge-parts.js'
import type { Config } from '../../deploy/settings/config.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { CurationItem } from '../../knowledge/curation/item.js'
import type { Clock } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import { loadVersion } from '../loaded-version.js'

/** A pair that the champion holds for close to a question. */
export interface ClosePair {
  readonly pair: QnaPair
  /** 0…1 that it is the right one */
  readonly confidence: number
}

export interface Closeness {
  /** closest first, at most three */
  readonly closest: readonly ClosePair[]
  /** id of the pair with which the champion would answer by now; null = it would not */
  readonly answeredBy: string | null
}

/** Searches the champion the way the bot does. */
export interface ClosenessSearch {
  /** questions are those of unanswered groups */
  search(item: Pick<CurationItem, 'question' | 'language'>): Promise<Closeness>
  close(): Promise<void>
}

const CLOSEST = 3

/** @returns null while no version serves */
export async function openClosenessSearch(config: Config, store: Store, clock: Clock): Promise<ClosenessSearch | null> {
  const { champion } = await readAliases(store)
  if (champion === null) return null
  const version = await loadVersion(store, champion, knowledgeParts(config))
  return {
    async search({ question, language }) {
      const asked = { text: question, languageHint: language, filter: {}, now: clock.now() }
      const { outcome, candidates } = await version.searcher.search(asked)
      const closest = candidates.slice(0, CLOSEST).map(({ pair, confidence }) => ({ pair, confidence }))
      return { closest, answeredBy: outcome.kind === 'answered' ? outcome.pair.id : null }
    },
    close: () => version.close(),
  }
}
