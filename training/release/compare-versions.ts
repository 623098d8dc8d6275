import type { Progress } from '../../knowledge/ports.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'
import { type ComparedVersions, compareOnGolden } from './compare-on-golden.js'
import { recordJudgement } from './record-judgement.js'

export interface Comparing {
  readonly before: VersionId
  readonly after: VersionId
  /** whether to keep the verdict as evidence for a promotion; `before` must then be the champion */
  readonly record: boolean
}

/**
 * Judges a version against another by the golden cases, and finds the logged questions that it answers differently.
 *
 * @throws {KnowledgeError} EMPTY_EVALUATION, VERSION_UNKNOWN, VERSION_DAMAGED, BAD_INPUT, …
 */
export async function compareVersions(
  installation: Pick<Installation, 'store' | 'clock' | 'opening' | 'making' | 'rules'>,
  { before, after, record }: Comparing,
  onProgress?: Progress,
): Promise<ComparedVersions> {
  const compared = await compareOnGolden(installation, [before, after], onProgress)
  if (record) await recordJudgement(installation, compared)
  return compared
}
