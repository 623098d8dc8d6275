import { firstFew } from '../../basics/first-few.js'
import { lostLinks } from '../links/lost-links.js'
import type { QnaPair } from '../qna-pair.js'
import type { ImportNote } from './findings/import-note.js'

/** Most pairs that are listed. */
const SHOWN = 20

/** Notes which answers have links that citizens do not see. @param base where relative addresses begin; null = nowhere */
export function notesOnLinks(pairs: readonly QnaPair[], base: string | null): readonly ImportNote[] {
  const lost = lostLinks(pairs, base)
  if (lost.length === 0) return []
  const { first, more } = firstFew(lost, SHOWN)
  const shown = first.map(({ pair, links }) => `${pair}: ${links.join(' ')}`)
  return [{ what: 'links-lead-nowhere', count: lost.length, pairs: shown, more, next: { do: 'complete-links' } }]
}
