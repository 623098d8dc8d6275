import type { PendingClarification } from '../chat.js'
import { type Choice, onlyPair } from '../choice.js'
import { type Locale, type Locales, localeSaying } from '../locale.js'

/**
 * The choice that a "yes" or "no" to a clarification means. "Yes" counts when exactly one question was offered, and is unclear
 * otherwise; "no" always counts.
 *
 * @param said the result of `saying`
 * @param pending null when there was no clarification
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

/** @param said the result of `saying` */
export function confirms(said: string, list: keyof Locale['confirmations'], locales: Locales): boolean {
  return localeSaying(said, locales, ({ confirmations }) => confirmations[list]) !== undefined
}
