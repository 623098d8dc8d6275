import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { LanguageDetector } from '../../knowledge/ports.js'
import type { DamagedText } from './damaged-texts.js'
import { withoutLinks } from './without-links.js'

/** Shorter texts are names and figures as often as sentences. */
const LEAST_WORDS = 8
/** How much better another language must fit than the pair's own, 0…1. */
const LEAST_LEAD = 0.25
/** How well it must fit at all. */
const LEAST_FIT = 0.5

/** The answers that are written in another language than their pair says. */
export async function answersInOtherLanguage(
  pairs: readonly QnaPair[],
  detector: LanguageDetector,
): Promise<readonly DamagedText[]> {
  const found: DamagedText[] = []
  for (const pair of pairs) {
    const text = withoutLinks(pair.answer)
    if ((text.match(/\p{L}{2,}/gu) ?? []).length < LEAST_WORDS) continue
    const fits = await detector.detectAmongAll(text)
    const own = fits[pair.language] ?? 0
    const best = Math.max(0, ...Object.values(fits))
    if (best >= LEAST_FIT && best - own >= LEAST_LEAD) found.push({ pair, damage: 'other-language', text: pair.answer })
  }
  return found
}
