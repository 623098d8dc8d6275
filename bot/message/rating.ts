import { keptText } from '../../knowledge/records/unanswered.js'
import type { Chat, GivenAnswer } from '../chat.js'
import type { Choice, Offer } from '../choice.js'
import { type Locale, type Locales, localeSaying } from '../locale.js'

export type FeedbackChoice = Extract<Choice, { readonly kind: 'feedback' }>

/** Citizens rate the answer they have just read, or one a little further up. Older answers are not remembered. */
const MOST_ANSWERS = 5

/** The two buttons that ask whether the answer with this receipt helped. */
export function ratingOffers({ buttons, language }: Locale, receipt: string): readonly Offer[] {
  return [
    { title: buttons.helpful, choice: { kind: 'feedback', receipt, helpful: true, language } },
    { title: buttons.notHelpful, choice: { kind: 'feedback', receipt, helpful: false, language } },
  ]
}

/** Adds an answer that may be rated to the chat, with its question redacted. */
export function withAnswer(chat: Chat, answer: Omit<GivenAnswer, 'helpful' | 'noted'>): Chat {
  const remembered = { ...answer, question: keptText(answer.question), helpful: null, noted: false }
  return { ...chat, answers: [...chat.answers, remembered].slice(-MOST_ANSWERS) }
}

/**
 * The vote that these words express, if the last reply asked for one.
 *
 * @param said the result of `saying`
 */
export function ratingInWords(said: string, { offers }: Pick<Chat, 'offers'>, locales: Locales): FeedbackChoice | null {
  const means = (list: 'helpful' | 'notHelpful') =>
    localeSaying(said, locales, ({ ratings }) => ratings[list]) !== undefined
  const offered = offers.flatMap(({ choice }) => (choice.kind === 'feedback' ? [choice] : []))
  return offered.find(({ helpful }) => means(helpful ? 'helpful' : 'notHelpful')) ?? null
}
