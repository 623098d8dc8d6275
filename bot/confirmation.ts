import type { PendingClarification } from './chat.js'
import type { Choice } from './choice.js'
import { isPhrase, type Locales } from './locale.js'

/**
 * The choice that a "yes" or "no" to a question back means: yes where one question alone was offered, no to however many.
 *
 * @param said as `words` gives them, with spaces between
 * @param pending null when nothing was asked back
 */
export function confirmationInWords(
  said: string,
  pending: Pick<PendingClarification, 'choices'> | null,
  locales: Locales,
): Choice | null {
  const choices = pending?.choices.map(({ choice }) => choice) ?? []
  const offered = choices.filter(({ kind }) => kind === 'pair')
  if (offered.length === 1 && isPhrase(said, locales, ({ confirmations }) => confirmations.yes))
    return offered[0] ?? null
  if (!isPhrase(said, locales, ({ confirmations }) => confirmations.no)) return null
  return choices.find(({ kind }) => kind === 'none') ?? null
}
