import { KnowledgeError } from '../../knowledge/errors.js'
import type { Store } from '../../knowledge/store/store.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import type { VersionId } from '../../knowledge/version-id.js'
import { parseVersionId } from './arguments.js'

/**
 * The version that was named, or the champion.
 *
 * @throws {KnowledgeError} BAD_INPUT, NO_CHAMPION
 */
export async function championOr(store: Store, version: string | undefined): Promise<VersionId> {
  if (version !== undefined) return parseVersionId(version)
  const { champion } = await readAliases(store)
  if (champion !== null) return champion
  throw new KnowledgeError(
    'NO_CHAMPION',
    'no version serves yet, so there is nothing to ask',
    'start once with `ventanilla serve`, or promote a version: ventanilla promote <version> --by <name> --reason <text>',
  )
}
