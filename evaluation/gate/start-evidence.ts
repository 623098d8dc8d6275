import { excerpt } from '../../knowledge/content/import/findings/excerpt.js'
import { pairKey } from '../../knowledge/content/qna-pair.js'
import type { LanguageDetector } from '../../knowledge/ports.js'
import type { Searcher } from '../../knowledge/search/searcher.js'
import { quantile } from '../statistics/metrics.js'
import type { TemporaryMaking } from '../temporary-version.js'
import { collisionsIn } from './collisions.js'
import { damagedTexts } from './damaged-texts.js'
import type { Finding, Thief } from './findings.js'
import { askHeldOut, type HeldOutQuestion } from './held-out.js'
import { answersInOtherLanguage } from './other-language.js'

/** What a first version shows without any golden case. */
export interface StartEvidence {
  readonly damaged: Extract<Finding, { readonly kind: 'damaged-texts' }>['named']
  readonly collisions: readonly Thief[]
  readonly heldOut: readonly HeldOutQuestion[]
  /** milliseconds per question at the 95th percentile */
  readonly p95Ms: number
}

/** @param making how versions of this kind are made: without phrasings they are made again */
export async function gatherStartEvidence(
  searcher: Searcher,
  making: TemporaryMaking & { readonly detector: LanguageDetector },
  now: Date,
): Promise<StartEvidence> {
  const { pairs } = searcher.snapshot
  const damaged = [...damagedTexts(pairs), ...(await answersInOtherLanguage(pairs, making.detector))]
  const { collisions, times } = await collisionsIn(pairs, searcher, now)
  return {
    damaged: damaged.map(({ pair, damage, text }) => {
      return { kind: 'damaged-text', pair: pairKey(pair), damage, excerpt: excerpt(text) }
    }),
    collisions,
    heldOut: await askHeldOut(pairs, making, now),
    p95Ms: quantile(0.95, times),
  }
}
