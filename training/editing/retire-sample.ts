import { GOLDEN } from '../../evaluation/golden/golden-folder.js'
import { filesWithoutSample, leaveWithoutSample } from '../../evaluation/golden/sample-cases.js'
import { shippedSamplePairs } from '../../evaluation/golden/sample-pairs.js'
import { recordAct, withRecord } from '../../knowledge/audit/audit-log.js'
import { documentEffect } from '../../knowledge/audit/effect.js'
import { pairKey } from '../../knowledge/content/qna-pair.js'
import { nothingToRetire, type Retired, retirePairs } from '../../knowledge/content/retire.js'
import { isSampleSource, SAMPLE_SOURCE } from '../../knowledge/content/sample-source.js'
import { WORKSPACE_DOCUMENT } from '../../knowledge/content/workspace.js'
import type { Person } from '../../knowledge/person.js'
import type { Store } from '../../knowledge/store/store.js'
import { approvedContent } from '../approved-content.js'
import type { Installation } from '../installation.js'
import { namedAct } from '../release/promotion.js'
import { openWorkspace } from '../workspace.js'
import { APPROVAL_LOCK } from './approve.js'

/** What replacing the sample takes away, and what it leaves. */
export interface SampleSurvey {
  /** keys of the pairs that were last imported from the sample */
  readonly pairs: readonly string[]
  readonly left: number
  /** number of golden cases of the sample */
  readonly cases: number
  /** keys of pairs that began in the sample and were imported again from a file of the institution's own */
  readonly takenOver: readonly string[]
  /** those of them that still give the sample's answer word for word */
  readonly unedited: readonly string[]
  /** number of questions that stay declared out of competence */
  readonly outOfScope: number
}

export interface SampleRetired extends SampleSurvey {
  readonly retired: Pick<Retired, 'dangling' | 'lostPhrasings'>
}

/** Shows what `retireSample` would do, and changes nothing. */
export async function surveySample(store: Store): Promise<SampleSurvey> {
  return (await look(store)).survey
}

/**
 * Retires the pairs and the golden cases of the sample in one act. A pair that the institution imported again from a file of its
 * own is its own and stays, with its cases: a person stands behind that file. After a crash the same call completes the rest,
 * because the pairs go last.
 *
 * @throws {KnowledgeError} BAD_INPUT without a name or reason, or when nothing of the sample is left; DATA_FOLDER_BUSY, DISK_FULL
 */
export async function retireSample(
  { store, clock }: Pick<Installation, 'store' | 'clock'>,
  request: { readonly by: Person; readonly reason: string },
): Promise<SampleRetired> {
  const { by, reason } = namedAct(request)
  return store.locked(APPROVAL_LOCK, 'short', async () => {
    const { survey, files } = await look(store)
    const { pairs, cases, left } = survey
    if (pairs.length === 0 && cases === 0) throw nothingToRetire({ kind: 'sample' })
    const golden = files.map(({ name }) => name)
    const actOn = (gone: number) => {
      const details = { source: SAMPLE_SOURCE, reason, retired: gone, left, cases, golden }
      return { event: 'retire', by, details } as const
    }
    if (pairs.length > 0) {
      const retired = await withRecord(store, clock, (record) =>
        retirePairs(openWorkspace(store), { kind: 'sample' }, async (found, next) => {
          await record(actOn(found.pairs.length), documentEffect(WORKSPACE_DOCUMENT, next))
          await leaveWithoutSample(store.shelf(GOLDEN), files)
        }),
      )
      return { ...survey, retired }
    }
    await recordAct(store, actOn(0), clock)
    await leaveWithoutSample(store.shelf(GOLDEN), files)
    return { ...survey, retired: { dangling: [], lostPhrasings: [] } }
  })
}

async function look(store: Store) {
  const { pairs: stored } = await openWorkspace(store).read()
  const shipped = new Map((await shippedSamplePairs()).map((pair) => [pairKey(pair), pair]))
  const going = stored.filter(({ importedFrom }) => isSampleSource(importedFrom))
  const staying = stored.filter(({ importedFrom }) => !isSampleSource(importedFrom))
  const takenOver = staying.filter(({ pair }) => shipped.has(pairKey(pair)))
  const sample = new Set([...shipped.values(), ...going.map(({ pair }) => pair)].map(({ id }) => id))
  const standing = new Set(staying.map(({ pair }) => pair.id))
  const files = await filesWithoutSample(store.shelf(GOLDEN), { sample, standing })
  const survey: SampleSurvey = {
    pairs: going.map(({ pair }) => pairKey(pair)),
    left: staying.length,
    cases: files.reduce((sum, { gone }) => sum + gone, 0),
    takenOver: takenOver.map(({ pair }) => pairKey(pair)),
    unedited: takenOver.flatMap(({ pair }) => {
      return shipped.get(pairKey(pair))?.answer === pair.answer ? [pairKey(pair)] : []
    }),
    outOfScope: (await approvedContent(store)).outOfScope.length,
  }
  return { survey, files }
}
