import { constants } from 'node:fs'
import { access, lstat, mkdir, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { KnowledgeError } from '../errors.js'
import { diskFullOr, flushFolder, systemCode } from './durable-file.js'

/** Names of a folder's content that a refusal lists. */
const MOST_NAMED = 5

/** A folder in the making: filled beside its place, and in its place as soon as it is whole. */
export interface NewFolder {
  /**
   * Writes into `<folder>.unfinished`, as often as wanted: it stays there when the work is cut off.
   *
   * @param write is given the folder, which is gone again when writing fails
   */
  fill(write: (unfinished: string) => Promise<void>): Promise<void>
  /** Puts what was written in its place. */
  finish(): Promise<void>
}

/**
 * Finds out whether a folder can be made before the work that fills it begins: nothing that is there is ever written over.
 *
 * @param folder absolute; must not exist yet, or be empty
 * @throws {KnowledgeError} BAD_INPUT
 */
export async function newFolder(folder: string): Promise<NewFolder> {
  const place = await realpath(folder).catch(() => folder)
  if ((await lstat(place).catch(() => null))?.isSymbolicLink()) throw refused(`${folder} is a link that leads nowhere`)
  const unfinished = `${place}.unfinished`
  await refuseContent(place, (names) => refused(`${folder} holds files already: ${names}`))
  await refuseContent(unfinished, (names) => leftBehind(unfinished, names))
  await refuseUnwritable(dirname(place))
  return { fill: (write) => fillOrRemove(unfinished, write), finish: () => putInPlace(unfinished, place) }
}

async function refuseContent(folder: string, refusal: (names: string) => KnowledgeError): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return []
    throw refused(`${folder} cannot be read`, error)
  })
  if (names.length > 0) {
    const more = names.length > MOST_NAMED ? ', …' : ''
    throw refusal(`${names.sort().slice(0, MOST_NAMED).join(', ')}${more}`)
  }
  const found = await stat(folder).catch(() => null)
  if (found !== null && !found.isDirectory()) throw refused(`${folder} is a file`)
}

/** Looks at the nearest folder above that exists: what is missing below it is made with the folder itself. */
async function refuseUnwritable(parent: string): Promise<void> {
  const found = await stat(parent).catch(() => null)
  if (found === null) return refuseUnwritable(dirname(parent))
  if (!found.isDirectory()) throw refused(`${parent} is a file: no folder can be made below it`)
  await access(parent, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw refused(`nothing can be written into ${parent}`, cause)
  })
}

async function fillOrRemove(unfinished: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  try {
    await mkdir(unfinished, { recursive: true })
    await write(unfinished)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw diskFullOr(error, unfinished)
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
    if (diskFullOr(cause, place) !== cause) throw diskFullOr(cause, place)
    throw new KnowledgeError(
      'BAD_INPUT',
      `${unfinished} is whole, but could not be renamed to ${place}`,
      `move it there, or use it where it is`,
      { cause },
    )
  }
}

function refused(what: string, cause?: unknown): KnowledgeError {
  return new KnowledgeError('BAD_INPUT', what, 'name a folder that does not exist yet, or an empty one', { cause })
}

function leftBehind(unfinished: string, names: string): KnowledgeError {
  return new KnowledgeError(
    'BAD_INPUT',
    `${unfinished} is what another run left, or is still writing: ${names}`,
    'wait for that run, or remove the folder if there is none; or name another folder',
  )
}
