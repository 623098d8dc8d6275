import { type FileHandle, open, readFile } from 'node:fs/promises'
import { fileFailureOr, flushFolder, replaceFile, systemCode } from '../store/durable-file.js'
import type { Journal, JournalKind, JournalLine } from '../store/journal.js'
import type { HeldLock } from '../store/lock.js'
import type { JournalPlace } from './folder-layout.js'
import { inFolder } from './folder-shelf.js'

const TAIL_BYTES = 65_536

/** A journal as one file of lines, and a second file for its head. */
export function folderJournal(place: JournalPlace, { lock: lockName }: JournalKind): Journal {
  const assertLock = ({ name }: HeldLock) => {
    if (name !== lockName) throw new Error(`${place.lines} is written under the lock ${lockName}`)
  }
  return {
    place: place.lines,
    headPlace: place.head,
    async lines() {
      return (await readOrNull(place.lines))?.split('\n').slice(0, -1) ?? []
    },
    async head() {
      return (await readOrNull(place.head))?.trimEnd() ?? null
    },
    async mark(lock, head) {
      assertLock(lock)
      try {
        lock.assertHeld()
        await replaceFile(place.head, `${head}\n`)
      } catch (error) {
        throw fileFailureOr(error, place.folder)
      }
    },
    async append(lock, next) {
      assertLock(lock)
      try {
        const added = await appendLine(place, lock, next)
        if (added.head !== undefined) await replaceFile(place.head, `${added.head}\n`)
        return added
      } catch (error) {
        throw fileFailureOr(error, place.folder)
      }
    },
  }
}

async function appendLine<L extends JournalLine>(
  { folder, lines }: JournalPlace,
  lock: HeldLock,
  next: (last: string | null) => L | Promise<L>,
): Promise<L> {
  const handle = await inFolder(lines, (file) => open(file, 'a+', 0o600))
  try {
    const { last, end, size } = await lastLine(handle)
    const added = await next(last)
    lock.assertHeld()
    // The line would otherwise be appended to the torn one.
    if (end < size) await handle.truncate(end)
    await handle.appendFile(`${added.line}\n`)
    await handle.sync()
    if (last === null) await flushFolder(folder)
    return added
  } finally {
    await handle.close()
  }
}

/** The last complete line, and where it ends; behind it may be one that a crash left half written. */
async function lastLine(
  handle: FileHandle,
): Promise<{ readonly last: string | null; readonly end: number; readonly size: number }> {
  const { size } = await handle.stat()
  const { start, tail } = await readTail(handle, size)
  const end = tail.lastIndexOf('\n') + 1
  if (end === 0) return { last: null, end: start, size }
  // A last line that is empty begins the file, or follows another line break.
  const begin = end === 1 ? 0 : tail.lastIndexOf('\n', end - 2) + 1
  return { last: tail.subarray(begin, end - 1).toString('utf8'), end: start + end, size }
}

/** The end of the file, long enough to hold the last complete line; the whole file where there is none. */
async function readTail(handle: FileHandle, size: number): Promise<{ readonly start: number; readonly tail: Buffer }> {
  for (let wanted = TAIL_BYTES; ; wanted *= 2) {
    const start = Math.max(0, size - wanted)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
    const tail = buffer.subarray(0, bytesRead)
    const end = tail.lastIndexOf('\n')
    if (start === 0 || (end > 0 && tail.lastIndexOf('\n', end - 1) !== -1)) return { start, tail }
  }
}

async function readOrNull(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null
    throw fileFailureOr(error, file)
  })
}
