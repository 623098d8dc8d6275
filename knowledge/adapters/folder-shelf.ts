import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileFailureOr, nullIfAbsent, replaceFile, systemCode } from '../store/durable-file.js'
import type { ReadShelf, Shelf } from '../store/shelf.js'
import { factsOfFile } from './file-facts.js'

/** Ending of the file that `replaceFile` leaves behind when its process is killed. */
const LEFTOVER = '.tmp'

/** A shelf as a folder. */
export function folderShelf(folder: string): Shelf {
  const path = (name: string) => join(folder, name)
  return {
    ...readFolderShelf(folder),
    write: (name, content) => orFailure(path(name), () => inFolder(path(name), (file) => replaceFile(file, content))),
    remove: (name) => rm(path(name), { recursive: true, force: true }),
    async clearLeftovers() {
      for (const name of (await entriesOf(folder)).filter(isLeftover)) await rm(path(name), { force: true })
    },
    inner: (name) => folderShelf(path(name)),
  }
}

export function readFolderShelf(folder: string): ReadShelf {
  const path = (name: string) => join(folder, name)
  return {
    place: folder,
    path,
    async names() {
      return (await entriesOf(folder)).filter((name) => !isLeftover(name)).sort()
    },
    read: (name) =>
      readFile(path(name))
        .catch(nullIfAbsent)
        .catch((error: unknown) => {
          // Whoever reads the file says what a folder in its place means.
          throw systemCode(error) === 'EISDIR' ? error : fileFailureOr(error, path(name))
        }),
    size: (name) => orFailure(path(name), (file) => stat(file).then(({ size }) => size, nullIfAbsent)),
    facts: (name) => orFailure(path(name), (file) => factsOfFile(file).catch(nullIfAbsent)),
  }
}

/** Writes a file, and creates its folder if it is missing. */
export async function inFolder<T>(file: string, write: (file: string) => Promise<T>): Promise<T> {
  try {
    return await write(file)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    return write(file)
  }
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  return (await orFailure(folder, () => readdir(folder).catch(nullIfAbsent))) ?? []
}

async function orFailure<T>(path: string, work: (path: string) => Promise<T>): Promise<T> {
  try {
    return await work(path)
  } catch (error) {
    throw fileFailureOr(error, path)
  }
}

function isLeftover(name: string): boolean {
  return name.endsWith(LEFTOVER)
}
