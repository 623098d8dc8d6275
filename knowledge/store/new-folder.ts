import { constants } from 'node:fs'
import { access, lstat, mkdir, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { KnowledgeError } from '../errors.js'
import type { FactsOf } from '../words/error-facts.js'
import { flushFolder, storageFailureOr, systemCode } from './durable-file.js'

/** Most names of a folder's contents that an error lists. */
const MOST_NAMED = 5

/** A folder in preparation: filled beside its final place, and moved there when it is complete. */
export interface NewFolder {
  /**
   * Writes into `<folder>.unfinished`; may be called several times. The folder stays there when the work is interrupted.
   *
   * @param write receives the folder, which is removed when writing fails
   */
  fill(write: (unfinished: string) => Promise<void>): Promise<void>
  /** Moves the written folder to its final place. */
  finish(): Promise<void>
}

/**
 * Checks that a folder can be created, before the work that fills it begins. Nothing is ever overwritten.
 *
 * @param folder absolute; must not exist yet, or be empty
 * @throws {KnowledgeError} BAD_INPUT
 */
export async function newFolder(folder: string): Promise<NewFolder> {
  const place = await realpath(folder).catch(() => folder)
  if ((await lstat(place).catch(() => null))?.isSymbolicLink()) throw refused({ what: 'folder-dangling-link', folder })
  const unfinished = `${place}.unfinished`
  await refuseContent(place, (names) => refused({ what: 'folder-not-empty', folder, names }))
  await refuseContent(unfinished, (names) => leftBehind(unfinished, names))
  await refuseUnwritable(dirname(place))
  return { fill: (write) => fillOrRemove(unfinished, write), finish: () => putInPlace(unfinished, place) }
}

async function refuseContent(folder: string, refusal: (names: readonly string[]) => KnowledgeError): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return []
    throw refused({ what: 'folder-unreadable', folder }, error)
  })
  if (names.length > 0) {
    throw refusal([...names.sort().slice(0, MOST_NAMED), ...(names.length > MOST_NAMED ? ['…'] : [])])
  }
  const found = await stat(folder).catch(() => null)
  if (found !== null && !found.isDirectory()) throw refused({ what: 'folder-is-file', folder })
}

/** Checks the nearest existing folder above: missing folders below it are created with the folder itself. */
async function refuseUnwritable(parent: string): Promise<void> {
  const found = await stat(parent).catch(() => null)
  if (found === null) return refuseUnwritable(dirname(parent))
  if (!found.isDirectory()) throw refused({ what: 'folder-below-file', parent })
  await access(parent, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw refused({ what: 'folder-above-closed', parent }, cause)
  })
}

async function fillOrRemove(unfinished: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  try {
    await mkdir(unfinished, { recursive: true })
    await write(unfinished)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw storageFailureOr(error, unfinished)
  }
}

async function putInPlace(unfinished: string, place: string): Promise<void> {
  try {
    await rmdir(place).catch((error: unknown) => {
      if (systemCode(error) !== 'ENOENT') throw error
    })
    await rename(unfinished, place)
    await flushFolder(dirname(place))
  } catch (cause) {
    if (storageFailureOr(cause, place) !== cause) throw storageFailureOr(cause, place)
    throw new KnowledgeError(
      'BAD_INPUT',
      { what: 'folder-not-renamed', unfinished, folder: place },
      { do: 'move-folder-there' },
      { cause },
    )
  }
}

function refused(facts: FactsOf<'BAD_INPUT'>, cause?: unknown): KnowledgeError {
  return new KnowledgeError('BAD_INPUT', facts, { do: 'name-new-folder' }, { cause })
}

function leftBehind(unfinished: string, names: readonly string[]): KnowledgeError {
  return new KnowledgeError(
    'BAD_INPUT',
    { what: 'folder-left-behind', unfinished, names },
    { do: 'wait-or-remove-folder' },
  )
}
