import type { QnaPair } from '../knowledge/content/qna-pair.js'
import { type Decision, shownPairs } from '../knowledge/search/outcome.js'
import { type FollowUp, followUpIn } from './follow-up.js'
import { giveOutcome, givePair, grounds, type Turn, type TurnResult, translated } from './outcome-turn.js'
import { pairOffer, personOffer } from './replies.js'
import { fill } from './template.js'

/**
 * Answers a message that goes on about the pair answered before, by asking both together; null where it does not, or is answered by
 * itself. The citizen is told what it was taken for, since that is a guess.
 *
 * @param alone what the message comes to by itself
 */
export async function answerInContext(turn: Turn, alone: Decision): Promise<TurnResult | null> {
  const { parts, voice, text } = turn
  const topic = topicOf(turn)
  const kind = topic === null ? null : followUpIn(text, parts.locales)
  if (topic === null || kind === null || isAnsweredAlone(alone, topic, kind)) return null
  const together = `${topic.question} ${text}`
  const now = parts.clock.now()
  const decision = await parts.assistant.ask({ text: together, languageHint: voice.locale.language, filter: {}, now })
  const { outcome, version } = decision
  if (kind === 'another') return askWhich(turn, alone, decision, topic)
  if (outcome.kind !== 'answered') return null
  const pair = translated(turn, outcome.pair, version)
  const opening = fill(voice.locale.bot.inContext, { question: pair.question })
  const offers = [...otherMeanings(turn, alone, pair), personOffer(voice.locale)]
  return givePair(turn, pair, version, grounds(together, decision), { opening, offers })
}

/** The pair that the chat is about, in its language. */
function topicOf({ parts, chat, voice }: Turn): QnaPair | null {
  if (chat.topic === null) return null
  return parts.assistant.pair(chat.topic, voice.locale.language, parts.clock.now())?.pair ?? null
}

/** Editors know what belongs together: a follow-up of theirs is not doubted. */
function isAnsweredAlone({ outcome }: Decision, topic: QnaPair, kind: FollowUp): boolean {
  const follows = (pair: QnaPair) => topic.prompts.some(({ pairId }) => pairId === pair.id)
  switch (outcome.kind) {
    case 'handoff':
      return true
    case 'answered':
      return kind === 'own-subject' || follows(outcome.pair)
    case 'clarification':
      return outcome.pairs.slice(0, 1).some(follows)
    case 'fallback':
      return false
  }
}

/** The topic's question has the upper hand over the few words said of another: what is meant may be second, or found without it. */
function askWhich(turn: Turn, alone: Decision, together: Decision, topic: QnaPair): Promise<TurnResult> {
  const others = together.candidates.map(({ pair }) => pair).filter(({ id }) => id !== topic.id)
  const meant = [...others.slice(0, 1), ...shownPairs(alone.outcome).slice(0, 1), topic]
  const pairs = [...new Map(meant.map((pair) => [pair.id, pair])).values()]
  const { confidence } = alone.outcome
  return giveOutcome(turn, { ...alone, outcome: { kind: 'clarification', pairs, confidence } })
}

function otherMeanings(turn: Turn, { outcome, version }: Decision, given: QnaPair) {
  return outcome.kind === 'answered' && outcome.pair.id !== given.id
    ? [pairOffer(translated(turn, outcome.pair, version))]
    : []
}
