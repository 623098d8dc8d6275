import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { KnowledgeError } from '../errors.js'
import { parseJson } from '../parse-json.js'
import { versionFolder } from '../store/data-folder.js'
import { keptFromUser, systemCode } from '../store/durable-file.js'
import type { Store } from '../store/store.js'
import { type VersionId, versionIdSchema } from '../version-id.js'
import { type Manifest, manifestSchema } from './manifest.js'
import { contentHashOf, factsOf, factsOfFile, VERSION_FILES } from './version-files.js'

/** What to do about a version that cannot be used. */
export const FREEZE_AGAIN =
  'restore the version from a backup, or freeze the knowledge base again with: ventanilla freeze'

/** Ids of the complete versions, oldest first. A folder without a manifest is not a version. */
export async function versionIds(store: Store): Promise<readonly VersionId[]> {
  const ids: VersionId[] = []
  for (const id of await versionFolderIds(store)) {
    const manifest = await stat(join(versionFolder(store, id), VERSION_FILES.manifest)).catch(() => null)
    if (manifest !== null) ids.push(id)
  }
  return ids
}

/** Ids of every version folder, complete or not, oldest first. */
export async function versionFolderIds(store: Store): Promise<readonly VersionId[]> {
  const names = await readdir(store.versionsFolder)
  return names.flatMap((name) => versionIdSchema.safeParse(name).data ?? []).sort()
}

/**
 * @throws {KnowledgeError} VERSION_UNKNOWN naming the versions there are
 * @throws {KnowledgeError} VERSION_DAMAGED, DATA_FOLDER_NEWER when a later release wrote it, or DATA_FOLDER_UNUSABLE when this user
 * may not read it
 */
export async function readManifest(store: Store, id: VersionId): Promise<Manifest> {
  const file = join(versionFolder(store, id), VERSION_FILES.manifest)
  const text = await readFile(file, 'utf8').catch(async (error: unknown) => {
    if (systemCode(error) === 'ENOENT') throw unknownVersion(id, await versionIds(store))
    throw keptFromUser(error, file) ?? damagedVersion(id, 'its manifest cannot be read', error)
  })
  const found = parseJson(text)
  const parsed = manifestSchema.safeParse(found)
  if (!parsed.success) throw newerVersion(id, found) ?? damagedVersion(id, 'its manifest is damaged', parsed.error)
  if (parsed.data.id !== id) throw damagedVersion(id, `its manifest says that it is ${parsed.data.id}`)
  return parsed.data
}

/**
 * A file of the version, whole and as its manifest describes it.
 *
 * @throws {KnowledgeError} VERSION_DAMAGED, DATA_FOLDER_UNUSABLE when this user may not read it
 */
export async function readVersionFile(store: Store, manifest: Manifest, name: string): Promise<Uint8Array> {
  const file = join(versionFolder(store, manifest.id), name)
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw keptFromUser(cause, file) ?? damagedVersion(manifest.id, `${name} cannot be read`, cause)
  })
  const wanted = manifest.files[name]
  const found = factsOf(bytes)
  if (wanted === undefined || found.bytes !== wanted.bytes || found.sha256 !== wanted.sha256) {
    throw damagedVersion(manifest.id, `${name} is not the file that was frozen`)
  }
  return bytes
}

/**
 * Looks at everything that is quick to see: the manifest, and that each file is there with its size.
 *
 * @throws {KnowledgeError} VERSION_UNKNOWN, VERSION_DAMAGED, DATA_FOLDER_NEWER
 */
export async function checkVersion(store: Store, id: VersionId): Promise<Manifest> {
  const manifest = await readManifest(store, id)
  for (const [name, { bytes }] of Object.entries(manifest.files)) {
    const found = await stat(join(versionFolder(store, id), name)).catch(() => null)
    if (found === null) throw damagedVersion(id, `${name} is missing`)
    if (found.size !== bytes) throw damagedVersion(id, `${name} has ${found.size} bytes instead of ${bytes}`)
  }
  return manifest
}

/**
 * Looks at everything: each file is the very one that was frozen.
 *
 * @throws {KnowledgeError} VERSION_UNKNOWN, VERSION_DAMAGED, DATA_FOLDER_NEWER
 */
export async function verifyVersion(store: Store, id: VersionId): Promise<Manifest> {
  const manifest = await checkVersion(store, id)
  if (contentHashOf(manifest) !== manifest.contentHash) throw damagedVersion(id, 'its manifest was altered')
  for (const [name, { sha256 }] of Object.entries(manifest.files)) {
    const found = await factsOfFile(join(versionFolder(store, id), name))
    if (found.sha256 !== sha256) throw damagedVersion(id, `${name} is not the file that was frozen`)
  }
  return manifest
}

export function damagedVersion(id: VersionId, what: string, cause?: unknown): KnowledgeError {
  return new KnowledgeError('VERSION_DAMAGED', `version ${id} is damaged: ${what}`, FREEZE_AGAIN, { cause })
}

function unknownVersion(id: VersionId, known: readonly VersionId[]): KnowledgeError {
  return new KnowledgeError(
    'VERSION_UNKNOWN',
    `there is no version ${id}`,
    known.length === 0
      ? 'no version has been frozen yet; freeze the first with: ventanilla freeze'
      : `choose one of: ${known.join(', ')}`,
  )
}

function newerVersion(id: VersionId, manifest: unknown): KnowledgeError | null {
  if (typeof manifest !== 'object' || manifest === null || !('format' in manifest)) return null
  if (typeof manifest.format !== 'number' || manifest.format <= 1) return null
  return new KnowledgeError(
    'DATA_FOLDER_NEWER',
    `version ${id} has format ${manifest.format}, this release understands 1`,
    'install the release that froze it or a later one, or choose another version',
  )
}
