import { KnowledgeError } from '../../knowledge/errors.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import type { Installation } from '../installation.js'
import type { ComparedVersions } from './compare-on-golden.js'
import { recordVerdict } from './verdicts.js'

/**
 * Keeps the verdict of a manual comparison as evidence for a promotion.
 *
 * @throws {KnowledgeError} BAD_INPUT unless the comparison was with the champion
 */
export async function recordJudgement(
  { store, clock }: Pick<Installation, 'store' | 'clock'>,
  { verdict, against, cases, after }: ComparedVersions,
): Promise<void> {
  const { champion } = await readAliases(store)
  if (against !== champion) {
    throw new KnowledgeError(
      'BAD_INPUT',
      { what: 'not-against-champion', champion },
      champion === null ? { do: 'judge-alone' } : { do: 'compare-with-champion', version: after.id, champion },
    )
  }
  await recordVerdict(store, { manifest: after, champion, verdict, cases, run: null }, clock)
}
