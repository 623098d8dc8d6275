import { KnowledgeError } from '../../knowledge/errors.js'
import type { Store } from '../../knowledge/store/store.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import type { VersionId } from '../../knowledge/version-id.js'

/**
 * The named version, or the champion.
 *
 * @throws {KnowledgeError} NO_CHAMPION
 */
export async function namedOrChampion(store: Store, version: VersionId | null): Promise<VersionId> {
  if (version !== null) return version
  const { champion } = await readAliases(store)
  if (champion !== null) return champion
  throw new KnowledgeError('NO_CHAMPION', { what: 'nothing-to-ask' }, { do: 'start-or-promote' })
}
