import { randomBytes } from 'node:crypto'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { KnowledgeError } from '../errors.js'

/**
 * Replaces `file` atomically: after a crash of the process or the machine, a reader finds either the old content or the new,
 * complete. A temporary file is written and flushed, then renamed over `file`, and the folder is flushed.
 *
 * @throws {KnowledgeError} DISK_FULL when the disk is full; the old content stays
 */
export async function replaceFile(file: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeFlushed(temporary, content, mode)
    await rename(temporary, file)
    await flushFolder(dirname(file))
  } catch (error) {
    await rm(temporary, { force: true })
    throw storageFailureOr(error, file)
  }
}

/** Removes the temporary files of processes killed in `replaceFile`. Call only while nobody else can be replacing the file. */
export async function removeLeftovers(file: string): Promise<void> {
  const folder = dirname(file)
  const beginning = `${basename(file)}.`
  for (const name of await readdir(folder)) {
    if (name.startsWith(beginning) && name.endsWith('.tmp')) await rm(join(folder, name), { force: true })
  }
}

/** Writes a file that must not exist yet and flushes it to the disk. */
export async function writeFlushed(file: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const handle = await open(file, 'wx', mode)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Flushes a folder, so that new names in it survive a power cut. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * DISK_FULL when the system reports a full disk or quota, STORAGE_FAILED when it cannot open more files or the disk fails, otherwise the
 * error itself.
 */
export function storageFailureOr(error: unknown, path: string): unknown {
  const system = systemCode(error)
  if (system === null || !Object.hasOwn(FAILURES, system)) return error
  const kind = FAILURES[system]
  if (kind === 'full') {
    return new KnowledgeError('DISK_FULL', { what: 'path', path }, { do: 'free-disk' }, { cause: error })
  }
  if (kind === 'files') {
    const facts = { what: 'too-many-files', path, system } as const
    return new KnowledgeError('STORAGE_FAILED', facts, { do: 'raise-open-files' }, { cause: error })
  }
  const facts = { what: kind === 'kind' ? 'other-kind' : 'disk', path, system } as const
  const next = { do: kind === 'kind' ? 'restore-file' : 'check-disk' } as const
  return new KnowledgeError('STORAGE_FAILED', facts, next, { cause: error })
}

/** `full`: no room. `files`: too many are open. `kind`: a folder lies where a file is wanted, or the reverse. */
const FAILURES: Readonly<Record<string, 'full' | 'files' | 'kind' | 'disk'>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EMFILE: 'files',
  ENFILE: 'files',
  EISDIR: 'kind',
  ENOTDIR: 'kind',
  ELOOP: 'kind',
  EIO: 'disk',
  ENXIO: 'disk',
  ENODEV: 'disk',
  ESTALE: 'disk',
  EREMOTEIO: 'disk',
  EUCLEAN: 'disk',
  ETIMEDOUT: 'disk',
}

/** The failure to read or write a file of the data folder as a coded error; the error itself where there is no code for it. */
export function fileFailureOr(error: unknown, path: string): unknown {
  return keptFromUser(error, path) ?? storageFailureOr(error, path)
}

/** DATA_FOLDER_UNUSABLE when the system denies this user access to a file of the data folder, otherwise null. */
export function keptFromUser(error: unknown, path: string): KnowledgeError | null {
  const code = systemCode(error)
  if (code === null || !KEEPS_FROM.includes(code)) return null
  return new KnowledgeError(
    'DATA_FOLDER_UNUSABLE',
    { what: 'kept-from-user', path, system: code },
    { do: 'give-folder-back' },
    { cause: error },
  )
}

const KEEPS_FROM: readonly string[] = ['EACCES', 'EPERM', 'EROFS']

/** The operating system's code of a failed call (`ENOENT`, …), or null. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** For a failed call: null when the file is not there. */
export function nullIfAbsent(error: unknown): null {
  if (systemCode(error) === 'ENOENT') return null
  throw error
}
