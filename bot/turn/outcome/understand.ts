import { type QnaPair, ROLE_KEY } from '../../../knowledge/content/qna-pair.js'
import type { Decision, Outcome } from '../../../knowledge/search/outcome.js'
import { pickLocale } from '../../locale.js'
import { afterQuestion } from '../../message/chat-language.js'
import { type Distress, distressIn } from '../../message/distress.js'
import { createVoice } from '../../reply/voice.js'
import type { Turn } from './turn.js'

/** How the assistant understood a message. */
export interface Understood {
  readonly decision: Decision
  /** in the language of the message */
  readonly turn: Turn
  /** whether a question was answered; small talk does not count */
  readonly isAnswered: boolean
  /** the distress that the message shows; null when a question was answered */
  readonly distress: Distress | null
}

/** @throws the assistant's own errors */
export async function understand(turn: Turn): Promise<Understood> {
  const { parts, chat, text } = turn
  const hint = pickLocale(parts.locales, chat.language, parts.assistant.languages()).language
  const decision = await parts.assistant.ask({ text, languageHint: hint, filter: {}, now: parts.clock.now() })
  const language = afterQuestion(hint, text, decision.language, parts.locales)
  const isAnswered = answersQuestion(decision.outcome)
  return {
    decision,
    turn: language === chat.language ? turn : inLanguage(turn, language),
    isAnswered,
    distress: isAnswered ? null : distressIn(text, parts.locales),
  }
}

export function isSmallTalk({ metadata }: QnaPair): boolean {
  return metadata[ROLE_KEY] === 'small-talk'
}

/** Whether the search found nothing. */
export function isMiss(outcome: Outcome): boolean {
  return outcome.kind === 'fallback' && outcome.reason === 'not-confident'
}

function answersQuestion(outcome: Outcome): boolean {
  return outcome.kind === 'handoff' || (outcome.kind === 'answered' && !isSmallTalk(outcome.pair))
}

function inLanguage(turn: Turn, language: string): Turn {
  const { parts, chat, voice } = turn
  return { ...turn, chat: { ...chat, language }, voice: createVoice(parts, language, voice.channel) }
}
