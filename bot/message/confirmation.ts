import type { PendingClarification } from '../chat.js'
import { type Choice, onlyPair } from '../choice.js'
import { type Locale, type Locales, localeSaying } from '../locale.js'

/**
 * The choice that a "yes" or "no" to a question back means: yes where one question alone was offered, no to however many. Yes to
 * several does not tell which.
 *
 * @param said as `saying` gives them
 * @param pending null when nothing was asked back
 */
export function confirmationInWords(
  said: string,
  pending: Pick<PendingClarification, 'choices'> | null,
  locales: Locales,
): Choice | 'unclear' | null {
  if (pending === null) return null
  if (confirms(said, 'yes', locales)) return onlyPair(pending.choices)?.choice ?? 'unclear'
  if (!confirms(said, 'no', locales)) return null
  return pending.choices.find(({ choice }) => choice.kind === 'none')?.choice ?? null
}

/** @param said as `saying` gives them */
export function confirms(said: string, list: keyof Locale['confirmations'], locales: Locales): boolean {
  return localeSaying(said, locales, ({ confirmations }) => confirmations[list]) !== undefined
}
