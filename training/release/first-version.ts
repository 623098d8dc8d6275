import { readAudit } from '../../knowledge/audit/read-audit.js'
import { isSampleSource } from '../../knowledge/content/sample-source.js'
import type { Store } from '../../knowledge/store/store.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import type { Manifest } from '../../knowledge/version/manifest.js'
import { type Move, readMoves } from '../../knowledge/version/promotions.js'
import { readManifest } from '../../knowledge/version/read-version.js'
import type { VersionId } from '../../knowledge/version-id.js'

/** How the first start of an installation, which no person decides, stands in the history of alias moves. */
export const FIRST_START = { by: 'ventanilla', reason: 'first start' } as const

type Sources = readonly Pick<Manifest['lineage']['sources'][number], 'name'>[]

/**
 * Whether a version of these sources is an institution's first own one, which the gate for a start judges: it has no pair of the
 * sample, and no version without such pairs was ever promoted by a person. What was promoted stays in the history: neither
 * a rollback nor a change of pairs or golden cases makes a version the first again.
 */
export async function isFirstOwnVersion(store: Store, sources: Sources): Promise<boolean> {
  if (!isOwn(sources)) return false
  const { moves } = await readAliases(store)
  for (const to of await promotedByPeople(store, await readMoves(store, moves))) {
    // A version that can no longer be read counts as an own one: losing it must not make the gate easier.
    const manifest = await readManifest(store, to).catch(() => null)
    if (manifest === null || isOwn(manifest.lineage.sources)) return false
  }
  return true
}

/** Whether nothing of the sample is in it. A version that names no source was not made from the workspace. */
function isOwn(sources: Sources): boolean {
  return sources.length > 0 && !sources.some(({ name }) => isSampleSource(name))
}

async function promotedByPeople(store: Store, moves: readonly Move[]): Promise<ReadonlySet<VersionId>> {
  const made = moves.filter(({ alias }) => alias === 'champion')
  const audit = await readAudit(store)
  // The program's own entry does not say whether an objection was overridden: nobody was asked.
  const wasDecided = (version: VersionId) =>
    audit.some(({ event, details }) => event === 'promotion' && details.version === version && 'overridden' in details)
  return new Set(
    made.flatMap((move) => {
      const { to } = move
      return to === null || (isFirstStart(move) && !wasDecided(to)) ? [] : [to]
    }),
  )
}

function isFirstStart({ from, by, reason }: Move): boolean {
  return from === null && by === FIRST_START.by && reason === FIRST_START.reason
}
