import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { z } from 'zod'
import { KnowledgeError } from '../errors.js'
import type { Logger } from '../ports.js'
import { flushFolder, storageFailureOr, systemCode } from '../store/durable-file.js'
import { acquireLastingLock } from '../store/lasting-lock.js'
import type { AcquiredLock, LostLock } from '../store/lock.js'
import type { AppendLog, LogKind, LogWriter } from '../store/log.js'
import { lostLock } from '../store/lost-lock.js'
import {
  encodeLine,
  listSegments,
  nameOf,
  readLine,
  type Segment,
  segmentAt,
  wholeLines,
  wholeLinesBytes,
} from './segment-file.js'

const MAX_SEGMENT_BYTES = 8 * 1024 * 1024

/** A killed writer's lock is free after this time. */
const STALE_MS = 3_000

export interface SegmentLogOptions<T> extends LogWriter, Pick<LogKind<T>, 'schema'> {
  /** created when absent; holds only this log */
  readonly folder: string
  /** a new segment is started before one grows beyond this */
  readonly maxSegmentBytes?: number
}

/** Opens a log for its one writing process; see `Log`. */
export async function openLog<T>(options: SegmentLogOptions<T>): Promise<AppendLog<T>> {
  const { folder, logger, onWriter = () => {} } = options
  let lock: AcquiredLock | null = null
  let log: SegmentLog<T> | null = null
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    lock = await acquireLastingLock({
      path: join(folder, 'writer'),
      staleMs: STALE_MS,
      onLost(loss) {
        const { code } = lossOf(loss, folder)
        logger.error({ code, folder }, `${LOSSES[loss]}; this process cannot record`)
        onWriter(loss)
      },
      async onRetaken() {
        await log?.beginAnew()
        logger.info({ folder }, 'this process can record again')
        onWriter(null)
      },
    })
    const last = (await listSegments(folder)).at(-1) ?? null
    const active = last === null ? null : await reopen(last, logger)
    log = new SegmentLog(options, active, lock)
    return log
  } catch (error) {
    await lock?.release()
    if (error instanceof KnowledgeError && error.code === 'DATA_FOLDER_BUSY') throw busy(folder, error)
    throw storageFailureOr(error, folder)
  }
}

/**
 * Reads a log, oldest entry first; see `Log`. A torn last line is skipped: it was never acknowledged.
 *
 * @param since entries added before the (UTC) day of this moment are skipped; null = no entry is skipped
 * @param onDamaged called for each line that cannot be read, and reading continues; by default the first such line throws
 * @throws {KnowledgeError} LOG_DAMAGED naming file and line
 */
export async function* readLog<T>(
  folder: string,
  schema: z.ZodType<T>,
  onDamaged: (damage: KnowledgeError) => void = (damage) => {
    throw damage
  },
  since: Date | null = null,
): AsyncGenerator<T> {
  const firstDay = since === null ? '' : since.toISOString().slice(0, 10)
  for (const { file } of (await listSegments(folder)).filter(({ day }) => day >= firstDay)) {
    let number = 0
    for await (const line of wholeLines(file)) {
      number++
      const read = readLine(line, schema, file, number)
      if ('entry' in read) yield read.entry
      else onDamaged(read.damage)
    }
  }
}

interface ActiveSegment {
  readonly segment: Segment
  readonly handle: FileHandle
  /** number of bytes acknowledged */
  bytes: number
}

interface Waiting {
  readonly line: string
  resolve(): void
  reject(error: unknown): void
}

class SegmentLog<T> implements AppendLog<T> {
  #waiting: Waiting[] = []
  /** commits, drops and closing run one after another */
  #turn: Promise<void> = Promise.resolve()
  #nextSequence: number
  #closed = false

  constructor(
    private readonly options: SegmentLogOptions<T>,
    private active: ActiveSegment | null,
    private readonly lock: AcquiredLock,
  ) {
    this.#nextSequence = (active?.segment.sequence ?? 0) + 1
  }

  async append(entry: T): Promise<void> {
    if (this.#closed) throw new Error(`the log ${this.options.folder} is closed`)
    const line = encodeLine(JSON.stringify(this.options.schema.parse(entry)))
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ line, resolve, reject })
      // Entries that arrive during a commit share the next one.
      if (this.#waiting.length === 1) this.#inTurn(() => this.#commit())
    })
  }

  dropBefore(date: Date): Promise<void> {
    return this.#inTurn(() => this.#drop(date.toISOString().slice(0, 10)))
  }

  /** Continues after another writer in a new segment, and leaves that writer's segments alone. */
  beginAnew(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#closeActive()
      this.#nextSequence = ((await listSegments(this.options.folder)).at(-1)?.sequence ?? 0) + 1
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#inTurn(() => this.#closeActive())
    await this.lock.release()
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => {})
    return done
  }

  async #commit(): Promise<void> {
    const batch = this.#waiting
    this.#waiting = []
    try {
      await this.#write(Buffer.from(batch.map(({ line }) => line).join('')))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      const failure = storageFailureOr(error, this.options.folder)
      for (const { reject } of batch) reject(failure)
    }
  }

  async #write(lines: Buffer): Promise<void> {
    this.#assertWriter()
    const active = await this.#segmentFor(lines.length)
    try {
      await active.handle.writeFile(lines)
      await active.handle.datasync()
      active.bytes += lines.length
    } catch (error) {
      await this.#takeBack(active, error)
      throw error
    }
  }

  /** A segment holds one day only, so that a day can be dropped as files; any other day, even an earlier one, starts a new segment. */
  async #segmentFor(bytes: number): Promise<ActiveSegment> {
    const { folder, clock, maxSegmentBytes = MAX_SEGMENT_BYTES } = this.options
    const day = clock.now().toISOString().slice(0, 10)
    if (this.active !== null) {
      const fits = this.active.bytes === 0 || this.active.bytes + bytes <= maxSegmentBytes
      if (this.active.segment.day === day && fits) return this.active
      await this.#closeActive()
    }
    const segment = segmentAt(folder, this.#nextSequence++, day)
    const handle = await open(segment.file, 'ax', 0o600)
    this.active = { segment, handle, bytes: 0 }
    await flushFolder(folder)
    return this.active
  }

  /** Removes the bytes of a failed write. If that fails, or the error is not a full disk, the segment is not written to again. */
  async #takeBack(active: ActiveSegment, error: unknown): Promise<void> {
    const code = systemCode(error)
    try {
      await active.handle.truncate(active.bytes)
      if (code === 'ENOSPC' || code === 'EDQUOT') return
    } catch (truncateError) {
      const fields = { segment: basename(active.segment.file), code: systemCode(truncateError) }
      this.options.logger.warn(fields, 'a failed write could not be undone; starting a new segment')
    }
    await this.#closeActive().catch(() => {})
  }

  async #drop(firstKeptDay: string): Promise<void> {
    this.#assertWriter()
    const { folder, logger } = this.options
    const expired = (await listSegments(folder)).filter(({ day }) => day < firstKeptDay)
    if (expired.length === 0) return
    await this.options.beforeDrop?.(expired.map(nameOf))
    if (this.active !== null && this.active.segment.day < firstKeptDay) await this.#closeActive()
    for (const { file } of expired) await rm(file, { force: true })
    await flushFolder(folder)
    logger.info({ folder, segments: expired.length, before: firstKeptDay }, 'dropped segments past their retention')
  }

  async #closeActive(): Promise<void> {
    const active = this.active
    this.active = null
    await active?.handle.close()
  }

  #assertWriter(): void {
    const loss = this.lock.loss()
    if (loss !== null) throw lossOf(loss, this.options.folder)
  }
}

async function reopen(segment: Segment, logger: Logger): Promise<ActiveSegment> {
  const handle = await open(segment.file, 'a+', 0o600)
  try {
    return { segment, handle, bytes: await cutTornTail(segment, handle, logger) }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** @returns the file's length afterwards */
async function cutTornTail(segment: Segment, handle: FileHandle, logger: Logger): Promise<number> {
  const { size } = await handle.stat()
  const bytes = await wholeLinesBytes(handle, size)
  if (bytes === size) return size
  await handle.truncate(bytes)
  await handle.sync()
  const fields = { segment: basename(segment.file), bytes: size - bytes }
  logger.warn(fields, 'removed a half-written line after a crash; it was never acknowledged')
  return bytes
}

const LOSSES: Readonly<Record<LostLock, string>> = {
  'taken-over': 'another process writes to this log now',
  removed: 'the folder of this log was removed',
  lapsed: 'the lock of this log was not renewed in time',
}

function lossOf(loss: LostLock, folder: string): KnowledgeError {
  return loss === 'taken-over' ? busy(folder) : lostLock(loss, folder)
}

function busy(folder: string, cause?: KnowledgeError): KnowledgeError {
  return new KnowledgeError('DATA_FOLDER_BUSY', { what: 'log', folder }, { do: 'stop-other-server' }, { cause })
}
