import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Adapter, Low } from 'lowdb'
import { z } from 'zod'
import { KnowledgeError } from '../errors.js'
import type { Document, DocumentKind } from '../store/document.js'
import { fileFailureOr, removeLeftovers, replaceFile, systemCode } from '../store/durable-file.js'
import { withFolderLock } from '../store/folder-lock.js'
import type { Part } from '../words/error-facts.js'
import { issueParts } from '../words/issue-part.js'
import type { CheckedContents } from './checked-contents.js'

export interface DocumentSettings<T> extends Omit<DocumentKind<T>, 'name' | 'checkedBy'> {
  /** absolute path of the JSON file; it need not exist */
  readonly file: string
  /** folder for the lock that keeps writers apart; it must exist */
  readonly locksFolder: string
  /** default: the file's name */
  readonly lockName?: string
  /** spaces of indentation per level, default 1; 0 = all on one line */
  readonly indent?: number
  /** default: contents are checked every time */
  readonly checked?: CheckedContents
}

/** A document stored as one JSON file. Nothing is touched before the first read or update. */
export function openDocument<T>(settings: DocumentSettings<T>): Document<T> {
  const { locksFolder, initial, schema, indent = 1 } = settings
  const file = resolve(settings.file)
  const lockName = settings.lockName ?? basename(file)
  const adapter = new DurableJsonFile({ ...settings, file, indent })
  let queue: Promise<unknown> = Promise.resolve()

  // A Low caches what it read last; a fresh one cannot return contents that another process has replaced since.
  const load = async (): Promise<Low<T>> => {
    const database = new Low<T>(adapter, initial)
    await database.read()
    return database
  }

  return {
    async read() {
      return (await load()).data
    },
    update(change, record) {
      const work = () =>
        withFolderLock(locksFolder, lockName, 'short', async (lock) => {
          const database = await load()
          const { next, outcome } = await change(database.data, lock)
          if (next === database.data) return outcome
          // Contents that could not be read back must never displace contents that can.
          schema.parse(next)
          database.data = next
          await record?.(outcome, next, lock)
          lock.assertHeld()
          await database.write()
          return outcome
        })
      // Calls in this process queue here, in order, instead of polling against each other for the lock.
      const turn = queue.then(work, work)
      queue = turn.catch(() => undefined)
      return turn
    },
  }
}

/** lowdb's own file adapter neither flushes to the disk nor validates what it reads. */
class DurableJsonFile<T> implements Adapter<T> {
  constructor(
    private readonly settings: Pick<DocumentSettings<T>, 'file' | 'schema' | 'ifDamaged' | 'checked'> & {
      readonly indent: number
    },
  ) {}

  async read(): Promise<T | null> {
    const { file, schema, ifDamaged, checked } = this.settings
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null
      throw fileFailureOr(error, file)
    })
    if (text === null) return null
    try {
      // Windows' editor saves files with a byte order mark.
      const found: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
      if (await checked?.has(text)) return found as T
      const data = schema.parse(found)
      // Where the check puts something right, it has to do so every time.
      if (isDeepStrictEqual(data, found)) await checked?.note(text)
      return data
    } catch (cause) {
      // Only what cannot be understood is damaged.
      if (systemCode(cause) !== null) throw fileFailureOr(cause, file)
      throw new KnowledgeError('DOCUMENT_DAMAGED', { what: 'document', file, fault: whatIsWrong(cause) }, ifDamaged, {
        cause,
      })
    }
  }

  /** Call only while the lock is held. */
  async write(data: T): Promise<void> {
    const { file, indent } = this.settings
    try {
      await removeLeftovers(file)
      await replaceFile(file, `${JSON.stringify(data, null, indent)}\n`)
    } catch (error) {
      throw fileFailureOr(error, file)
    }
  }
}

/** Where the document is invalid. */
function whatIsWrong(cause: unknown): Part {
  const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined
  return (issue === undefined ? undefined : issueParts(issue)[0]) ?? { what: 'not-json' }
}
