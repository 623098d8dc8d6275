import { keptText } from '../../knowledge/records/unanswered.js'
import type { Chat, GivenAnswer } from '../chat.js'
import type { Choice, Offer } from '../choice.js'
import { type Locale, type Locales, localeSaying } from '../locale.js'

export type FeedbackChoice = Extract<Choice, { readonly kind: 'feedback' }>

/** A citizen rates what was just read, or scrolls back a little; further back, nobody remembers what was meant. */
const MOST_ANSWERS = 5

/** The two buttons by which a citizen says whether the answer with this receipt helped. */
export function ratingOffers({ buttons, language }: Locale, receipt: string): readonly Offer[] {
  return [
    { title: buttons.helpful, choice: { kind: 'feedback', receipt, helpful: true, language } },
    { title: buttons.notHelpful, choice: { kind: 'feedback', receipt, helpful: false, language } },
  ]
}

/** The chat once it remembers an answer that may be rated, with its question redacted. */
export function withAnswer(chat: Chat, answer: Omit<GivenAnswer, 'helpful' | 'noted'>): Chat {
  const remembered = { ...answer, question: keptText(answer.question), helpful: null, noted: false }
  return { ...chat, answers: [...chat.answers, remembered].slice(-MOST_ANSWERS) }
}

/**
 * The vote that these words are, where the last reply asked for one.
 *
 * @param said as `saying` gives them
 */
export function ratingInWords(said: string, { offers }: Pick<Chat, 'offers'>, locales: Locales): FeedbackChoice | null {
  const means = (list: 'helpful' | 'notHelpful') =>
    localeSaying(said, locales, ({ ratings }) => ratings[list]) !== undefined
  const offered = offers.flatMap(({ choice }) => (choice.kind === 'feedback' ? [choice] : []))
  return offered.find(({ helpful }) => means(helpful ? 'helpful' : 'notHelpful')) ?? null
}
