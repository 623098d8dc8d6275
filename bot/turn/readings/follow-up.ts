import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { type Decision, shownPairs } from '../../../knowledge/search/outcome.js'
import { type FollowUp, followUpIn, isNamedIn } from '../../message/follow-up.js'
import { fillMarkdown } from '../../reply/fill-markdown.js'
import { pairOffer, personOffer } from '../../reply/offers.js'
import { askAbout } from '../outcome/ask-about.js'
import { chosenByName, givePair, grounds, translated } from '../outcome/give-pair.js'
import { decisionOn, type Turn, type TurnResult } from '../outcome/turn.js'
import type { Heard } from './heard.js'

/** A message that follows up on the last answer. */
export async function followUp(heard: Heard): Promise<TurnResult | null> {
  const { turn, decision } = await heard.understood()
  return answerInContext(turn, decision)
}

/**
 * Answers a message that follows up on the pair answered before; null when it does not, or when it has an answer by itself. If this is a
 * guess, the reply states which question it answers.
 *
 * @param alone the decision on the message by itself
 */
async function answerInContext(turn: Turn, alone: Decision): Promise<TurnResult | null> {
  const topic = topicOf(turn)
  if (topic === null || isUnsearchable(alone)) return null
  const { text, parts } = turn
  const kind = followUpIn(text, parts.locales)
  const isOpen = alone.outcome.kind === 'fallback' || alone.outcome.kind === 'clarification'
  if (isOpen || kind !== null) {
    const named = promptNamed(turn, topic)
    if (named !== null) return givePair(turn, named.pair, named.version, chosenByName(text, named.pair))
  }
  if (kind !== null) return isAnsweredAlone(alone, topic, kind) ? null : answerTogether(turn, alone, topic, kind)
  if (!isOpen) return null
  const [closest] = alone.candidates
  if (closest !== undefined && follows(topic, closest.pair)) return askAbout(turn, alone, [closest.pair])
  const said = [topic.question, ...topic.alternateQuestions, topic.answer]
  return isNamedIn(text, said, parts.locales) ? answerTogether(turn, alone, topic, 'own-subject') : null
}

/** Searches with the topic's question and the message together. */
async function answerTogether(turn: Turn, alone: Decision, topic: QnaPair, kind: FollowUp): Promise<TurnResult | null> {
  const { voice, text } = turn
  const together = `${topic.question} ${text}`
  const decision = await decisionOn(turn, together)
  const { outcome, version } = decision
  if (kind === 'another') return askWhich(turn, alone, decision, topic)
  if (outcome.kind !== 'answered') return null
  const pair = translated(turn, outcome.pair, version)
  const opening = fillMarkdown(voice.locale.bot.inContext, { question: pair.question })
  const offers = [...otherMeanings(turn, alone, pair), personOffer(voice.locale)]
  return givePair(turn, pair, version, grounds(together, decision), { opening, offers })
}

/** A message that is too long to be searched must not be kept as a question either. */
function isUnsearchable({ outcome }: Decision): boolean {
  return outcome.kind === 'fallback' && outcome.reason !== 'not-confident'
}

/** The only prompt of the topic whose button title contains the message's words. */
function promptNamed({ parts, text }: Turn, { prompts, language }: QnaPair) {
  const [named, ...others] = prompts.filter(({ displayText }) => isNamedIn(text, [displayText], parts.locales))
  if (named === undefined || others.length > 0) return null
  return parts.assistant.pair(named.pairId, language, parts.clock.now())
}

/** The pair that the chat is about, in the chat's language. */
function topicOf({ parts, chat, voice }: Turn): QnaPair | null {
  if (chat.topic === null) return null
  return parts.assistant.pair(chat.topic, voice.locale.language, parts.clock.now())?.pair ?? null
}

/** Whether the message's own answer counts. An answer that editors linked to the topic as a prompt always does. */
function isAnsweredAlone({ outcome }: Decision, topic: QnaPair, kind: FollowUp): boolean {
  switch (outcome.kind) {
    case 'handoff':
      return true
    case 'answered':
      return kind === 'own-subject' || follows(topic, outcome.pair)
    case 'clarification':
      return outcome.pairs.slice(0, 1).some((pair) => follows(topic, pair))
    case 'fallback':
      return false
  }
}

function follows({ prompts }: QnaPair, pair: QnaPair): boolean {
  return prompts.some(({ pairId }) => pairId === pair.id)
}

/** In the joint search the topic outweighs the few words about another subject: the pair that is meant may rank second, or come from the message alone. */
function askWhich(turn: Turn, alone: Decision, together: Decision, topic: QnaPair): Promise<TurnResult> {
  const others = together.candidates.map(({ pair }) => pair).filter(({ id }) => id !== topic.id)
  const meant = [...others.slice(0, 1), ...shownPairs(alone.outcome).slice(0, 1), topic]
  const pairs = [...new Map(meant.map((pair) => [pair.id, pair])).values()]
  return askAbout(turn, alone, pairs)
}

function otherMeanings(turn: Turn, { outcome, version }: Decision, given: QnaPair) {
  return outcome.kind === 'answered' && outcome.pair.id !== given.id
    ? [pairOffer(translated(turn, outcome.pair, version))]
    : []
}
