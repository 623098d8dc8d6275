import type { HeldLock } from '../store/lock.js'
import type { FileFacts } from '../store/shelf.js'
import type { Store } from '../store/store.js'
import type { Stage } from '../store/versions.js'
import type { VersionId } from '../version-id.js'
import { readAliases } from './aliases.js'
import { type Manifest, manifestSchema } from './manifest.js'
import { versionFolderIds } from './read-version.js'
import { contentHashOf, VERSION_FILES } from './version-files.js'

/** The part of the manifest that does not follow from the files. */
export type VersionFacts = Omit<Manifest, 'format' | 'id' | 'contentHash' | 'files'>

/** Removes the leftovers of killed runs. Only for the holder of the freeze lock: nobody else is building. */
export async function removeLeftovers(store: Store): Promise<void> {
  await store.versions.dropStages()
  for (const id of await versionFolderIds(store)) await store.versions.dropUnsealed(id)
}

/**
 * Turns the staged files into a version: they are hashed, the manifest is added last, and the version appears at once.
 *
 * @param record records the version, right before it appears
 * @throws {KnowledgeError} VERSION_EXISTS when its number was taken meanwhile
 */
export async function commitStage(
  store: Store,
  stage: Stage,
  facts: VersionFacts,
  lock: HeldLock,
  record?: (manifest: Manifest) => Promise<void>,
): Promise<Manifest> {
  await stage.remove(VERSION_FILES.manifest)
  const files = await stageFacts(stage)
  const { embedder, index } = facts
  const id = await nextVersionId(store)
  const contentHash = contentHashOf({ files, embedder, index })
  const manifest = manifestSchema.parse({ format: 1, id, ...facts, contentHash, files })
  const seal = `${JSON.stringify(manifest, null, 2)}\n`
  await store.versions.commit(stage, { name: id, seal, lock, record: async () => record?.(manifest) })
  return manifest
}

/** Hash and size of every staged file. */
export async function stageFacts(stage: Stage): Promise<Readonly<Record<string, FileFacts>>> {
  const files: Record<string, FileFacts> = {}
  for (const name of await stage.names()) {
    const facts = await stage.facts(name)
    if (facts !== null) files[name] = facts
  }
  return files
}

/** The next number after all in use, including an alias of a removed version, so that no number is used twice. */
async function nextVersionId(store: Store): Promise<VersionId> {
  const { champion, challenger } = await readAliases(store)
  const taken = [...(await versionFolderIds(store)), champion, challenger].flatMap((id) => id ?? [])
  const highest = Math.max(0, ...taken.map((id) => Number(id.slice('kb-'.length))))
  return `kb-${String(highest + 1).padStart(6, '0')}`
}
