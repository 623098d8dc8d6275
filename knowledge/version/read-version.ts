import { parseJson } from '../basics/parse-json.js'
import type { QnaPair } from '../content/qna-pair.js'
import { errorCode, KnowledgeError } from '../errors.js'
import type { Store } from '../store/store.js'
import { type VersionId, versionIdSchema } from '../version-id.js'
import type { Part } from '../words/error-facts.js'
import { type Manifest, manifestSchema } from './manifest.js'
import { contentHashOf, decodePairsInTurns, factsOf, VERSION_FILES } from './version-files.js'

/** Ids of the complete versions, oldest first. A folder without a manifest is not a version. */
export async function versionIds(store: Store): Promise<readonly VersionId[]> {
  const ids: VersionId[] = []
  for (const id of await versionFolderIds(store)) {
    const manifest = await sizeOf(store, id, VERSION_FILES.manifest)
    if (manifest !== null) ids.push(id)
  }
  return ids
}

/** Every id in use, of complete versions or not, oldest first. */
export async function versionFolderIds(store: Store): Promise<readonly VersionId[]> {
  return (await store.versions.names()).flatMap((name) => versionIdSchema.safeParse(name).data ?? [])
}

/**
 * @throws {KnowledgeError} VERSION_UNKNOWN naming the existing versions
 * @throws {KnowledgeError} VERSION_DAMAGED, DATA_FOLDER_NEWER when a later release wrote it, or DATA_FOLDER_UNUSABLE when this user
 * may not read it
 */
export async function readManifest(store: Store, id: VersionId): Promise<Manifest> {
  const bytes = await store.versions
    .files(id)
    .read(VERSION_FILES.manifest)
    .catch((error: unknown) => {
      throw errorCode(error) === null ? damagedVersion(id, { what: 'manifest-unreadable' }, error) : error
    })
  if (bytes === null) throw unknownVersion(id, await versionIds(store))
  const found = parseJson(bytes.toString('utf8'))
  const parsed = manifestSchema.safeParse(found)
  if (!parsed.success) throw newerVersion(id, found) ?? damagedVersion(id, { what: 'manifest-damaged' }, parsed.error)
  if (parsed.data.id !== id) throw damagedVersion(id, { what: 'manifest-of', version: parsed.data.id })
  return parsed.data
}

/**
 * The pairs of the version.
 *
 * @throws {KnowledgeError} as `readManifest` and `readVersionFile`
 */
export async function readVersionPairs(store: Store, id: VersionId): Promise<readonly QnaPair[]> {
  return decodePairsInTurns(await readVersionFile(store, await readManifest(store, id), VERSION_FILES.pairs))
}

/**
 * A file of the version, verified against the manifest.
 *
 * @throws {KnowledgeError} VERSION_DAMAGED, DATA_FOLDER_UNUSABLE when this user may not read it
 */
export async function readVersionFile(store: Store, manifest: Manifest, name: string): Promise<Uint8Array> {
  const cannotBeRead = (cause?: unknown) => damagedVersion(manifest.id, { what: 'file-unreadable', file: name }, cause)
  const bytes = await store.versions
    .files(manifest.id)
    .read(name)
    .catch((error: unknown) => {
      throw errorCode(error) === null ? cannotBeRead(error) : error
    })
  if (bytes === null) throw cannotBeRead()
  const wanted = manifest.files[name]
  const found = factsOf(bytes)
  if (wanted === undefined || found.bytes !== wanted.bytes || found.sha256 !== wanted.sha256) {
    throw damagedVersion(manifest.id, { what: 'file-not-frozen', file: name })
  }
  return bytes
}

/**
 * A quick check of the manifest, and of the existence and size of each file.
 *
 * @throws {KnowledgeError} VERSION_UNKNOWN, VERSION_DAMAGED, DATA_FOLDER_NEWER
 */
export async function checkVersion(store: Store, id: VersionId): Promise<Manifest> {
  const manifest = await readManifest(store, id)
  for (const [name, { bytes }] of Object.entries(manifest.files)) {
    const found = await sizeOf(store, id, name)
    if (found === null) throw damagedVersion(id, { what: 'file-missing', file: name })
    if (found !== bytes) throw damagedVersion(id, { what: 'file-size', file: name, found, wanted: bytes })
  }
  return manifest
}

/**
 * A full check: the hash of each file is the one in the manifest.
 *
 * @throws {KnowledgeError} VERSION_UNKNOWN, VERSION_DAMAGED, DATA_FOLDER_NEWER
 */
export async function verifyVersion(store: Store, id: VersionId): Promise<Manifest> {
  const manifest = await checkVersion(store, id)
  if (contentHashOf(manifest) !== manifest.contentHash) throw damagedVersion(id, { what: 'manifest-altered' })
  for (const [name, { sha256 }] of Object.entries(manifest.files)) {
    const found = await store.versions.files(id).facts(name)
    if (found?.sha256 !== sha256) throw damagedVersion(id, { what: 'file-not-frozen', file: name })
  }
  return manifest
}

function sizeOf(store: Store, id: VersionId, name: string): Promise<number | null> {
  return store.versions
    .files(id)
    .size(name)
    .catch((error: unknown) => {
      // A file that cannot be opened now is not missing.
      if (errorCode(error) !== null) throw error
      return null
    })
}

export function damagedVersion(version: VersionId, fault: Part, cause?: unknown): KnowledgeError {
  return new KnowledgeError(
    'VERSION_DAMAGED',
    { what: 'version', version, fault },
    { do: 'restore-version' },
    { cause },
  )
}

function unknownVersion(id: VersionId, known: readonly VersionId[]): KnowledgeError {
  return new KnowledgeError(
    'VERSION_UNKNOWN',
    { version: id },
    known.length === 0 ? { do: 'freeze-first' } : { do: 'choose-version', versions: known },
  )
}

function newerVersion(id: VersionId, manifest: unknown): KnowledgeError | null {
  if (typeof manifest !== 'object' || manifest === null || !('format' in manifest)) return null
  if (typeof manifest.format !== 'number' || manifest.format <= 1) return null
  return new KnowledgeError(
    'DATA_FOLDER_NEWER',
    { what: 'version', version: id, format: manifest.format, known: 1 },
    { do: 'install-later-or-other-version' },
  )
}
