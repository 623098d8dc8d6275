import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { KnowledgeError } from '../errors.js'
import { versionFolder } from '../store/data-folder.js'
import { flushFolder, systemCode, writeFlushed } from '../store/durable-file.js'
import type { HeldLock } from '../store/folder-lock.js'
import type { Store } from '../store/store.js'
import type { VersionId } from '../version-id.js'
import { readAliases } from './aliases.js'
import { type Manifest, manifestSchema } from './manifest.js'
import { versionFolderIds, versionIds } from './read-version.js'
import { contentHashOf, type FileFacts, factsOfFile, VERSION_FILES } from './version-files.js'

/** A version being built aside: a folder that no reader looks into. */
export interface Stage {
  readonly folder: string
}

const STAGE_PREFIX = 'freeze-'
const READ_ONLY = 0o444

/** What the manifest says beyond what follows from the files. */
export type VersionFacts = Omit<Manifest, 'format' | 'id' | 'contentHash' | 'files'>

/** An empty stage that goes with the freeze lock: `removeLeftovers` clears it once its holder is gone. */
export async function openStage(store: Store): Promise<Stage> {
  const path = join(store.stagingFolder, `${STAGE_PREFIX}${randomBytes(6).toString('hex')}`)
  await mkdir(path, { mode: 0o700 })
  return { folder: path }
}

export function stageFile(stage: Stage, name: string): string {
  return join(stage.folder, name)
}

/** Writes a file of the stage, anew where an interrupted run left one. */
export async function writeStageFile(stage: Stage, name: string, content: string | Uint8Array): Promise<void> {
  await rm(stageFile(stage, name), { force: true })
  await writeFlushed(stageFile(stage, name), content)
}

export async function dropStage(stage: Stage): Promise<void> {
  await rm(stage.folder, { recursive: true, force: true })
}

/** Removes what killed runs left behind. Only for the holder of the freeze lock: nobody else is building. */
export async function removeLeftovers(store: Store): Promise<void> {
  for (const name of await readdir(store.stagingFolder)) {
    if (name.startsWith(STAGE_PREFIX)) await dropStage({ folder: join(store.stagingFolder, name) })
  }
  const complete = new Set(await versionIds(store))
  for (const id of await versionFolderIds(store)) {
    if (!complete.has(id)) await dropStage({ folder: versionFolder(store, id) })
  }
}

/**
 * Makes the staged files a version: hashed, read-only, given the manifest last, and only then renamed into place, all at once.
 *
 * @param record puts it on record, right before it is in its place
 * @throws {KnowledgeError} VERSION_EXISTS when its number was taken meanwhile
 */
export async function commitStage(
  store: Store,
  stage: Stage,
  facts: VersionFacts,
  lock: HeldLock,
  record?: (manifest: Manifest) => Promise<void>,
): Promise<Manifest> {
  await rm(stageFile(stage, VERSION_FILES.manifest), { force: true })
  const files = await stageFacts(stage)
  const { embedder, index } = facts
  const id = await nextVersionId(store)
  const contentHash = contentHashOf({ files, embedder, index })
  const manifest = manifestSchema.parse({ format: 1, id, ...facts, contentHash, files })
  await sealFiles(stage, manifest)
  await record?.(manifest)
  lock.assertHeld()
  await rename(stage.folder, versionFolder(store, id)).catch((error: unknown) => {
    throw takenOr(error, id)
  })
  await flushFolder(store.versionsFolder)
  return manifest
}

/** Hash and size of every staged file. */
export async function stageFacts(stage: Stage): Promise<Readonly<Record<string, FileFacts>>> {
  const files: Record<string, FileFacts> = {}
  for (const name of (await readdir(stage.folder)).sort()) files[name] = await factsOfFile(stageFile(stage, name))
  return files
}

async function sealFiles(stage: Stage, manifest: Manifest): Promise<void> {
  for (const name of Object.keys(manifest.files)) await chmod(stageFile(stage, name), READ_ONLY)
  const manifestFile = stageFile(stage, VERSION_FILES.manifest)
  await writeFlushed(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`, READ_ONLY)
  await flushFolder(stage.folder)
}

/** One past every number in use, also by an alias whose version was removed: a number never means two things. */
async function nextVersionId(store: Store): Promise<VersionId> {
  const { champion, challenger } = await readAliases(store)
  const taken = [...(await versionFolderIds(store)), champion, challenger].flatMap((id) => id ?? [])
  const highest = Math.max(0, ...taken.map((id) => Number(id.slice('kb-'.length))))
  return `kb-${String(highest + 1).padStart(6, '0')}`
}

function takenOr(error: unknown, id: VersionId): unknown {
  const code = systemCode(error)
  if (code !== 'ENOTEMPTY' && code !== 'EEXIST') return error
  return new KnowledgeError('VERSION_EXISTS', `${id} exists already`, 'run the same command again', { cause: error })
}
