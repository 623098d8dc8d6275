import { KnowledgeError } from '../errors.js'
import type { Store } from '../store/store.js'
import type { VersionId } from '../version-id.js'
import { type Alias, type Aliases, readAliases } from './aliases.js'
import { checkVersion, versionIds } from './read-version.js'

/** One version as a list shows it. `damaged` ones are listed with the reason; `complete` means a quick check, not a full one. */
export type ListedVersion =
  | {
      readonly kind: 'complete'
      readonly id: VersionId
      readonly parent: VersionId | null
      readonly contentHash: string
      readonly pairs: number
      readonly createdAt: string
      readonly aliases: readonly Alias[]
    }
  | {
      readonly kind: 'damaged'
      readonly id: VersionId
      readonly failure: KnowledgeError
      readonly aliases: readonly Alias[]
    }

/** Every version, oldest first. */
export async function listVersions(store: Store): Promise<readonly ListedVersion[]> {
  const aliases = await readAliases(store)
  const listed: ListedVersion[] = []
  for (const id of await versionIds(store)) listed.push(await listVersion(store, id, aliasesOf(id, aliases)))
  return listed
}

async function listVersion(store: Store, id: VersionId, aliases: readonly Alias[]): Promise<ListedVersion> {
  try {
    const { lineage, contentHash, pairs, createdAt } = await checkVersion(store, id)
    return { kind: 'complete', id, parent: lineage.parent, contentHash, pairs, createdAt, aliases }
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error
    return { kind: 'damaged', id, failure: error, aliases }
  }
}

function aliasesOf(id: VersionId, { champion, challenger }: Aliases): readonly Alias[] {
  return [...(champion === id ? (['champion'] as const) : []), ...(challenger === id ? (['challenger'] as const) : [])]
}
