import type { QnaPair } from './qna-pair.js'

/** The day it is where the assistant runs (environment variable TZ), as pairs have it: an answer holds until midnight there. */
export function dayOf(now: Date): string {
  const twoDigits = (part: number) => String(part).padStart(2, '0')
  return `${now.getFullYear()}-${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())}`
}

/**
 * Whether the pair's answer holds on a day; the first and the last day count.
 *
 * @param day see `dayOf`
 */
export function isValidOn({ validFrom, validUntil }: Pick<QnaPair, 'validFrom' | 'validUntil'>, day: string): boolean {
  return (validFrom === null || validFrom <= day) && (validUntil === null || validUntil >= day)
}
