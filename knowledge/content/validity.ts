import type { QnaPair } from './qna-pair.js'

/** Whether the pair's answer holds on the (UTC) day of `now`; the first and the last day count. */
export function isValidOn({ validFrom, validUntil }: Pick<QnaPair, 'validFrom' | 'validUntil'>, now: Date): boolean {
  const today = now.toISOString().slice(0, 10)
  return (validFrom === null || validFrom <= today) && (validUntil === null || validUntil >= today)
}
