import { createHash } from 'node:crypto'
import { cleanText } from './clean-text.js'

const SLUG_CHARS = 60

/**
 * The id of a pair whose file has none: words of the question and a part of its hash. The same question has the same id in
 * every import; a reworded question is another pair.
 *
 * @example derivedId('¿Cuánto cuesta?') // 'cuanto-cuesta-' and 8 hex digits
 */
export function derivedId(question: string): string {
  const text = cleanText(question).trim()
  const slug = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, SLUG_CHARS)
    .replace(/^-|-$/g, '')
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8)
  return slug === '' ? hash : `${slug}-${hash}`
}
