import { gatherStartEvidence, type StartEvidence } from '../../evaluation/gate/start-evidence.js'
import type { Searcher } from '../../knowledge/search/searcher.js'
import type { Installation } from '../installation.js'

/** @param outOfScope questions that no pair of the version may answer */
export async function startEvidenceOf(
  { making, clock }: Pick<Installation, 'making' | 'clock'>,
  searcher: Searcher,
  outOfScope: readonly string[],
): Promise<StartEvidence> {
  const { embedderProvider, indexFormat, fitRanker, detectLanguages } = making
  const detector = await detectLanguages([])
  const parts = { embedderProvider, indexFormat, fitRanker, detectLanguages, outOfScope, clock, detector }
  return gatherStartEvidence(searcher, parts, clock.now())
}
