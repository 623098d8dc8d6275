import { constants } from 'node:fs'
import { access, mkdir, readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { KnowledgeError } from '../errors.js'
import { parseJsonAs } from '../parse-json.js'
import type { Clock } from '../ports.js'
import type { VersionId } from '../version-id.js'
import { diskFullOr, keptFromUser, replaceFile, systemCode } from './durable-file.js'

/** Raised when the layout below changes so that an older program would misread it. */
export const DATA_FORMAT = 1

const MARKER = 'ventanilla.json'

/** Absolute paths of everything kept between runs. Folders exist; files may not yet. */
export interface DataFolder {
  readonly root: string
  /** pairs being curated */
  readonly workspaceFile: string
  /** which version is champion, which challenger */
  readonly aliasesFile: string
  /** which version answers beside the champion, and how */
  readonly trafficFile: string
  /** where the champion and a silent challenger disagreed */
  readonly shadowFolder: string
  /** what live questions are compared with, and which signals are in alarm */
  readonly driftFile: string
  /** what was decided about unanswered questions */
  readonly curationFile: string
  /** what editors should look at */
  readonly curationNotesFile: string
  /** history of alias moves */
  readonly promotionsFolder: string
  /** one folder per version, write-once */
  readonly versionsFolder: string
  /** versions being built */
  readonly stagingFolder: string
  /** one folder per retraining run, with its record and what it made on the way */
  readonly runsFolder: string
  /** what the gate said of each version, one file per version */
  readonly verdictsFolder: string
  /** golden cases, the questions that every version is judged on */
  readonly goldenFolder: string
  /** the chain of everything that was done to the knowledge base */
  readonly auditFolder: string
  readonly unansweredFolder: string
  readonly turnsFolder: string
  /** whether answers helped */
  readonly feedbackFolder: string
  /** one lock per kind of exclusive work */
  readonly locksFolder: string
}

/** Where a version lives, whether or not it exists. */
export function versionFolder(store: Pick<DataFolder, 'versionsFolder'>, id: VersionId): string {
  return join(store.versionsFolder, id)
}

/** The layout under a root, without touching the disk. */
export function dataFolderAt(root: string): DataFolder {
  const at = (name: string) => join(resolve(root), name)
  return {
    root: resolve(root),
    workspaceFile: at('workspace.json'),
    aliasesFile: at('aliases.json'),
    trafficFile: at('traffic.json'),
    shadowFolder: at('shadow'),
    driftFile: at('drift.json'),
    curationFile: at('curation.json'),
    curationNotesFile: at('curation-notes.json'),
    promotionsFolder: at('promotions'),
    versionsFolder: at('versions'),
    stagingFolder: at('staging'),
    runsFolder: at('runs'),
    verdictsFolder: at('verdicts'),
    goldenFolder: at('golden'),
    auditFolder: at('audit'),
    unansweredFolder: at('unanswered'),
    turnsFolder: at('turns'),
    feedbackFolder: at('feedback'),
    locksFolder: at('locks'),
  }
}

/**
 * Opens the data folder, creating what is missing. Only the owner may look inside: it holds citizens' questions.
 *
 * @throws {KnowledgeError} DATA_FOLDER_UNUSABLE when it cannot be created, written to or understood
 * @throws {KnowledgeError} DATA_FOLDER_NEWER when a later release has changed its layout
 * @throws {KnowledgeError} DISK_FULL
 */
export async function openDataFolder(root: string, clock: Clock): Promise<DataFolder> {
  const store = dataFolderAt(root)
  try {
    await mkdir(store.root, { recursive: true, mode: 0o700 })
    const markerFile = join(store.root, MARKER)
    const marker = await readMarker(markerFile)
    if (marker === null) {
      const created = { format: DATA_FORMAT, createdAt: clock.now().toISOString() }
      await replaceFile(markerFile, `${JSON.stringify(created)}\n`)
    }
    for (const path of subfolders(store)) {
      await mkdir(path, { recursive: true, mode: 0o700 })
    }
    await proveWritable(store)
    await proveAccess(store)
    return store
  } catch (error) {
    throw asDataFolderError(error, store.root)
  }
}

/**
 * Opens a data folder that somebody began: a mistyped path is not made into an empty knowledge base. An empty folder counts
 * as one, since a volume may be mounted before its first use.
 *
 * @throws {KnowledgeError} DATA_FOLDER_UNUSABLE when there is none at that path; else as `openDataFolder`
 */
export async function openExistingDataFolder(root: string, clock: Clock): Promise<DataFolder> {
  const names = await namesIn(resolve(root))
  if (names === null) throw noDataFolder(`there is no data folder at ${resolve(root)}`)
  // The beginning is enough: a server beside may be writing its marker, aside, at this moment.
  if (names.length > 0 && !names.some((name) => name.startsWith(MARKER))) {
    throw noDataFolder(`${resolve(root)} is no data folder: it holds other files and no ${MARKER}`)
  }
  return openDataFolder(root, clock)
}

/** Null where there is nothing at all. */
async function namesIn(root: string): Promise<readonly string[] | null> {
  return readdir(root).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null
    throw asDataFolderError(error, root)
  })
}

function noDataFolder(found: string): KnowledgeError {
  return new KnowledgeError(
    'DATA_FOLDER_UNUSABLE',
    found,
    'check --data and VENTANILLA_DATA; a new one is begun by: ventanilla serve, or ventanilla import <file> --source <name>',
  )
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
      `${file} is damaged: it should read {"format":${DATA_FORMAT},"createdAt":"…"}`,
      'restore that file from a backup, or point VENTANILLA_DATA at another folder',
    )
  }
  if (marker.format > DATA_FORMAT) {
    throw new KnowledgeError(
      'DATA_FOLDER_NEWER',
      `${file} has format ${marker.format}, this release understands ${DATA_FORMAT}`,
      'install the release that wrote it or a later one, or point VENTANILLA_DATA at another folder',
    )
  }
  return marker
}

/** A mode bit does not prove it (read-only mounts, quotas); a written file does. */
async function proveWritable(store: DataFolder): Promise<void> {
  await replaceFile(join(store.locksFolder, 'writable'), '')
}

/** What a verb run as another user has left behind is found here, and not when it is needed. */
async function proveAccess(store: DataFolder): Promise<void> {
  const folders = subfolders(store)
  for (const path of Object.values(store)) {
    // A file is replaced, never written to.
    const wanted = folders.includes(path) ? constants.R_OK | constants.W_OK | constants.X_OK : constants.R_OK
    await access(path, wanted).catch((error: unknown) => {
      if (systemCode(error) !== 'ENOENT') throw keptFromUser(error, path) ?? error
    })
  }
}

function subfolders(store: DataFolder): readonly string[] {
  const { promotionsFolder, versionsFolder, stagingFolder, unansweredFolder, turnsFolder, feedbackFolder } = store
  const { runsFolder, verdictsFolder, goldenFolder, auditFolder, shadowFolder, locksFolder } = store
  const releases = [promotionsFolder, versionsFolder, stagingFolder, runsFolder, verdictsFolder, goldenFolder]
  return [...releases, auditFolder, shadowFolder, unansweredFolder, turnsFolder, feedbackFolder, locksFolder]
}

function asDataFolderError(error: unknown, root: string): unknown {
  const known = diskFullOr(error, root)
  const code = systemCode(error)
  if (known instanceof KnowledgeError || code === null) return known
  return new KnowledgeError(
    'DATA_FOLDER_UNUSABLE',
    `the data folder ${root} cannot be used (${code})`,
    'make it a folder that this user may write to, or point VENTANILLA_DATA at one',
    { cause: error },
  )
}
