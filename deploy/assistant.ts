import type { Assistant, Assistants } from '../bot/ports.js'
import { pairKey, type QnaPair } from '../knowledge/content/qna-pair.js'
import { isValidOn } from '../knowledge/content/validity.js'
import type { Serving } from '../knowledge/version/serving.js'
import type { LoadedVersion } from './loaded-version.js'

/** Metadata key by which editors choose the first questions a citizen is offered, and their order. */
const STARTER_KEY = 'starter'

/** The bot's view of the champion, the same for every conversation. */
export function createAssistants(serving: Pick<Serving<LoadedVersion>, 'current' | 'use'>): Assistants {
  return { forTurn: () => ({ ...createAssistant(serving), replied: () => {} }), forget: () => {} }
}

/** The bot's view of whichever version serves. Every call sees one version from beginning to end. */
export function createAssistant(serving: Pick<Serving<LoadedVersion>, 'current' | 'use'>): Assistant {
  return {
    ask: (question) => serving.use(({ searcher }) => searcher.search(question)),
    pair(id, language, now) {
      const { id: version, value } = serving.current()
      const pair = value.pairs.get(pairKey({ id, language }))
      return pair !== undefined && isValidOn(pair, now) ? { pair, version } : null
    },
    starters(language, now) {
      return [...serving.current().value.pairs.values()]
        .filter((pair) => pair.language === language && starterRank(pair) !== null && isValidOn(pair, now))
        .sort((a, b) => (starterRank(a) ?? 0) - (starterRank(b) ?? 0))
    },
    languages: () => serving.current().value.languages,
  }
}

function starterRank({ metadata }: QnaPair): number | null {
  const rank = Number.parseInt(metadata[STARTER_KEY] ?? '', 10)
  return Number.isNaN(rank) ? null : rank
}
