import { type DanglingPrompt, danglingPrompts } from '../../knowledge/content/dangling-prompts.js'
import { type LostLinks, lostLinks } from '../../knowledge/content/links/lost-links.js'
import { pairKey, type QnaPair } from '../../knowledge/content/qna-pair.js'
import { isSampleSource } from '../../knowledge/content/sample-source.js'
import { dayOf } from '../../knowledge/content/validity.js'
import { isOfClass } from '../../knowledge/search/decide.js'
import { readManifest, readVersionPairs } from '../../knowledge/version/read-version.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'

/** Probable mistakes in a version that can serve all the same. */
export interface VersionDoubts {
  /** prompts that lead nowhere in it */
  readonly dangling: readonly DanglingPrompt[]
  /** classes of STRICTER_ANSWERS, as `key=value`, without a pair in it: a misspelt class protects nothing */
  readonly emptyClasses: readonly string[]
  /** keys of pairs whose answer has expired, or whose last day is before their first */
  readonly ended: readonly string[]
  /** pairs with links that citizens do not see */
  readonly lostLinks: readonly LostLinks[]
  /** number of pairs of the sample beside the institution's own; 0 in the sample itself */
  readonly ofSample: number
}

/** @throws {KnowledgeError} VERSION_UNKNOWN, VERSION_DAMAGED */
export async function versionDoubts(
  { store, clock, rules }: Pick<Installation, 'store' | 'clock' | 'rules'>,
  id: VersionId,
): Promise<VersionDoubts> {
  const pairs = await readVersionPairs(store, id)
  const { sources } = (await readManifest(store, id)).lineage
  const ofSample = sources.filter(({ name }) => isSampleSource(name))
  const isMixed = ofSample.length < sources.length
  return {
    dangling: danglingPrompts(pairs),
    emptyClasses: rules.answerRisk.stricter
      .filter((some) => !pairs.some((pair) => isOfClass(pair, some)))
      .map(({ key, value }) => `${key}=${value}`),
    lostLinks: lostLinks(pairs, rules.linkBase),
    ended: pairs.filter((pair) => neverHolds(pair, dayOf(clock.now()))).map(pairKey),
    ofSample: isMixed ? ofSample.reduce((sum, source) => sum + source.pairs, 0) : 0,
  }
}

function neverHolds({ validFrom, validUntil }: QnaPair, today: string): boolean {
  return validUntil !== null && (validUntil < today || (validFrom !== null && validUntil < validFrom))
}
