import { constants } from 'node:fs'
import { access, mkdir, readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { z } from 'zod'
import { parseJsonAs } from '../basics/parse-json.js'
import { KnowledgeError } from '../errors.js'
import type { Clock } from '../ports.js'
import { keptFromUser, replaceFile, storageFailureOr, systemCode } from '../store/durable-file.js'
import type { Store } from '../store/store.js'
import type { FactsOf } from '../words/error-facts.js'
import { DATA_FORMAT, DOCUMENTS, type FolderLayout, folderLayout, SUBFOLDERS } from './folder-layout.js'
import { folderStore } from './folder-store.js'

/**
 * Opens the data folder, creating what is missing. Only the owner may look inside: it holds citizens' questions.
 *
 * @throws {KnowledgeError} DATA_FOLDER_UNUSABLE when it cannot be created, written to or understood
 * @throws {KnowledgeError} DATA_FOLDER_NEWER when a later release has changed its layout
 * @throws {KnowledgeError} DISK_FULL
 */
export async function openDataFolder(root: string, clock: Clock): Promise<Store> {
  const layout = folderLayout(root)
  try {
    await mkdir(layout.root, { recursive: true, mode: 0o700 })
    const marker = await readMarker(layout.marker)
    if (marker === null) {
      const created = { format: DATA_FORMAT, createdAt: clock.now().toISOString() }
      await replaceFile(layout.marker, `${JSON.stringify(created)}\n`)
    }
    for (const name of SUBFOLDERS) await mkdir(layout.folder(name), { recursive: true, mode: 0o700 })
    await proveWritable(layout)
    await proveAccess(layout)
    return folderStore(root)
  } catch (error) {
    throw asDataFolderError(error, layout.root)
  }
}

/**
 * Opens an existing data folder, so that a mistyped path does not become an empty knowledge base. An empty folder is
 * accepted, since a volume may be mounted before its first use.
 *
 * @throws {KnowledgeError} DATA_FOLDER_UNUSABLE when there is none at that path; else as `openDataFolder`
 */
export async function openExistingDataFolder(root: string, clock: Clock): Promise<Store> {
  await existing(root)
  return openDataFolder(root, clock)
}

/**
 * Opens an existing data folder for reading only, e.g. a copy on a read-only disk: nothing is written and no access is proven.
 *
 * @throws {KnowledgeError} as `openExistingDataFolder`
 */
export async function openDataFolderToRead(root: string, clock: Clock): Promise<Store> {
  const layout = folderLayout(root)
  const names = await existing(root)
  if (names.length === 0) return openDataFolder(root, clock)
  try {
    await readMarker(layout.marker)
  } catch (error) {
    throw asDataFolderError(error, layout.root)
  }
  return folderStore(root)
}

/** The names in a folder that is a data folder or may become one. */
async function existing(root: string): Promise<readonly string[]> {
  const marker = basename(folderLayout(root).marker)
  const names = await namesIn(resolve(root))
  if (names === null) throw noDataFolder({ what: 'not-there', folder: resolve(root) })
  // A prefix is enough: another server may be writing the marker's temporary file at this moment.
  if (names.length > 0 && !names.some((name) => name.startsWith(marker))) {
    throw noDataFolder({ what: 'no-data-folder', folder: resolve(root), marker: marker })
  }
  return names
}

/** Null when the path does not exist. */
async function namesIn(root: string): Promise<readonly string[] | null> {
  return readdir(root).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null
    throw asDataFolderError(error, root)
  })
}

function noDataFolder(facts: FactsOf<'DATA_FOLDER_UNUSABLE'>): KnowledgeError {
  return new KnowledgeError('DATA_FOLDER_UNUSABLE', facts, { do: 'check-data-folder' })
}

const markerSchema = z.object({ format: z.number().int().positive() })

async function readMarker(file: string): Promise<{ readonly format: number } | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const marker = parseJsonAs(markerSchema, text)
  if (marker === null) {
    throw new KnowledgeError(
      'DATA_FOLDER_UNUSABLE',
      { what: 'marker-damaged', file, format: DATA_FORMAT },
      { do: 'restore-file-or-other-folder' },
    )
  }
  if (marker.format > DATA_FORMAT) {
    throw new KnowledgeError(
      'DATA_FOLDER_NEWER',
      { what: 'folder', file, format: marker.format, known: DATA_FORMAT },
      { do: 'install-later-or-other-folder' },
    )
  }
  return marker
}

/** A mode bit proves nothing (read-only mounts, quotas); a written file does. */
async function proveWritable({ locks }: FolderLayout): Promise<void> {
  await replaceFile(join(locks, 'writable'), '')
}

/** Files that another user left behind are found here, not later when they are needed. */
async function proveAccess(layout: FolderLayout): Promise<void> {
  const mayUse = async (path: string, wanted: number) => {
    await access(path, wanted).catch((error: unknown) => {
      if (systemCode(error) !== 'ENOENT') throw keptFromUser(error, path) ?? error
    })
  }
  // A document's file is replaced, never written to: read access is enough.
  for (const name of DOCUMENTS) await mayUse(layout.document(name).file, constants.R_OK)
  for (const name of SUBFOLDERS) await mayUse(layout.folder(name), constants.R_OK | constants.W_OK | constants.X_OK)
}

function asDataFolderError(error: unknown, root: string): unknown {
  const code = systemCode(error)
  // A path that leads through a file is no fault of the disk.
  const known = code === 'ENOTDIR' ? error : storageFailureOr(error, root)
  if (known instanceof KnowledgeError || code === null) return known
  return new KnowledgeError(
    'DATA_FOLDER_UNUSABLE',
    { what: 'cannot-be-used', folder: root, system: code },
    { do: 'make-folder-writable' },
    { cause: error },
  )
}
