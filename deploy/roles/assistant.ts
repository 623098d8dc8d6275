import type { Assistant, Assistants } from '../../bot/ports.js'
import { pairKey, type QnaPair } from '../../knowledge/content/qna-pair.js'
import { dayOf, isValidOn } from '../../knowledge/content/validity.js'
import type { Decision, Question } from '../../knowledge/search/outcome.js'
import type { Lane, Traffic } from '../../knowledge/traffic/traffic.js'
import type { LoadedVersion } from '../../training/loaded-version.js'

/** Metadata key by which editors choose the starter questions and their order. */
const STARTER_KEY = 'starter'

/**
 * The bot's view of the versions that serve: each conversation stays on one of them.
 *
 * @param onReplied called after each reply with the first question of the turn, which is the citizen's own; later questions in a turn
 *   are its sentences, or it combined with another
 */
export function createAssistants(
  traffic: Pick<Traffic<LoadedVersion>, 'lane' | 'forget'>,
  onReplied: (question: Question, decision: Decision) => void,
): Assistants {
  return {
    forTurn(conversation) {
      const assistant = createAssistant(traffic.lane(conversation))
      const asked: (readonly [Question, Decision])[] = []
      return {
        ...assistant,
        async ask(question) {
          const decision = await assistant.ask(question)
          if (asked.length === 0) asked.push([question, decision])
          return decision
        },
        replied() {
          for (const [question, decision] of asked.splice(0)) onReplied(question, decision)
        },
      }
    },
    forget: (conversation) => traffic.forget(conversation),
  }
}

/** The bot's view of one lane. Every call sees one version from beginning to end. */
export function createAssistant(serving: Lane<LoadedVersion>): Assistant {
  return {
    ask: (question) => serving.use(({ searcher }) => searcher.search(question)),
    pair(id, language, now) {
      const { id: version, value } = serving.current()
      const pair = value.pairs.get(pairKey({ id, language }))
      return pair !== undefined && isValidOn(pair, dayOf(now)) ? { pair, version } : null
    },
    starters(language, now) {
      const today = dayOf(now)
      return startersOf(serving.current().value.pairs).filter(
        (pair) => pair.language === language && isValidOn(pair, today),
      )
    },
    languages: () => serving.current().value.languages,
  }
}

const knownStarters = new WeakMap<LoadedVersion['pairs'], readonly QnaPair[]>()

/** The starter questions of a version in the editors' order, whether valid today or not. */
function startersOf(pairs: LoadedVersion['pairs']): readonly QnaPair[] {
  const known = knownStarters.get(pairs)
  if (known !== undefined) return known
  const starters = [...pairs.values()]
    .filter((pair) => starterRank(pair) !== null)
    .sort((a, b) => (starterRank(a) ?? 0) - (starterRank(b) ?? 0))
  knownStarters.set(pairs, starters)
  return starters
}

function starterRank({ metadata }: QnaPair): number | null {
  const rank = Number.parseInt(metadata[STARTER_KEY] ?? '', 10)
  return Number.isNaN(rank) ? null : rank
}
