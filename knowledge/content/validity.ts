import type { QnaPair } from './qna-pair.js'

/** The local day (environment variable TZ) as `YYYY-MM-DD`: an answer is valid until local midnight. */
export function dayOf(now: Date): string {
  const twoDigits = (part: number) => String(part).padStart(2, '0')
  return `${now.getFullYear()}-${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())}`
}

/**
 * Whether the pair's answer is valid on a day; the first and the last day are included.
 *
 * @param day see `dayOf`
 */
export function isValidOn({ validFrom, validUntil }: Pick<QnaPair, 'validFrom' | 'validUntil'>, day: string): boolean {
  return (validFrom === null || validFrom <= day) && (validUntil === null || validUntil >= day)
}
