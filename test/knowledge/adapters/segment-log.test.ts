import { existsSync } from 'node:fs'
import {
  appendFile,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { openLog, readLog } from '../../../knowledge/adapters/segment-log.js'
import type { KnowledgeError } from '../../../knowledge/errors.js'
import type { Clock, Logger } from '../../../knowledge/ports.js'
import { appendLogContract, HandClock, note, numbersIn } from '../../contracts/append-log.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const noteSchema = z.object({ number: z.number(), text: z.string() })
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }
const today = new HandClock('2026-03-01T10:00:00Z')

const openAt = (folder: string, clock: Clock = today, maxSegmentBytes = 1_000_000) =>
  openLog({ folder, schema: noteSchema, clock, logger: silent, maxSegmentBytes })
const numbers = (folder: string) => numbersIn(readLog(folder, noteSchema))
const segments = async (folder: string) => (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort()
const count = (length: number) => Array.from({ length }, (_, number) => number)

async function closedLog(entries: number, maxSegmentBytes?: number): Promise<string> {
  const folder = await temporaryFolder()
  const log = await openAt(folder, today, maxSegmentBytes)
  for (const number of count(entries)) await log.append(note(number))
  await log.close()
  return folder
}

appendLogContract('segment', async (clock) => {
  const folder = await temporaryFolder()
  return { log: await openAt(folder, clock), read: () => readLog(folder, noteSchema) }
})

appendLogContract('segment (tiny segments)', async (clock) => {
  const folder = await temporaryFolder()
  return { log: await openAt(folder, clock, 100), read: () => readLog(folder, noteSchema) }
})

describe('the segments of a log', () => {
  it('are lines of JSON with a checksum, in files named by number and day', async () => {
    const folder = await closedLog(1)

    expect(await segments(folder)).toEqual(['000001.2026-03-01.jsonl'])
    expect(await readFile(join(folder, '000001.2026-03-01.jsonl'), 'utf8')).toBe(
      '{"crc":"0ea66afb","entry":{"number":0,"text":"nota"}}\n',
    )
  })

  it('are readable by their owner only', async () => {
    const folder = await closedLog(1)
    expect((await stat(join(folder, '000001.2026-03-01.jsonl'))).mode & 0o077).toBe(0)
  })

  it('are started by size and by day', async () => {
    const folder = await temporaryFolder()
    const clock = new HandClock('2026-03-01T10:00:00Z')
    const log = await openAt(folder, clock, 120)
    for (const number of [0, 1, 2]) await log.append(note(number))
    clock.set('2026-03-02T00:00:00Z')
    await log.append(note(3))
    await log.close()

    expect(await segments(folder)).toEqual([
      '000001.2026-03-01.jsonl',
      '000002.2026-03-01.jsonl',
      '000003.2026-03-02.jsonl',
    ])
    expect(await numbers(folder)).toEqual([0, 1, 2, 3])
  })

  it('are continued by the next writer of the day', async () => {
    const folder = await closedLog(2)
    const log = await openAt(folder)
    await log.append(note(2))
    await log.close()

    expect(await segments(folder)).toHaveLength(1)
    expect(await numbers(folder)).toEqual([0, 1, 2])
  })

  it('leave other files in the folder alone', async () => {
    const folder = await closedLog(2)
    await writeFile(join(folder, 'notes.txt'), 'mine')
    await writeFile(join(folder, '1.jsonl'), 'mine')

    expect(await numbers(folder)).toEqual([0, 1])
  })

  it('acknowledge an entry only when it has been flushed', async () => {
    const folder = await temporaryFolder()
    const log = await openAt(folder)
    await log.append(note(0))
    let acknowledged = false
    const flush = await holdFlushes()

    const adding = log.append(note(1)).then(() => {
      acknowledged = true
    })
    await expect.poll(() => numbers(folder)).toEqual([0, 1])

    expect(acknowledged).toBe(false)
    flush()
    await adding
    await log.close()
  })

  it('are flushed once for all the entries that arrive while a flush is under way', async () => {
    const folder = await temporaryFolder()
    const log = await openAt(folder)
    const flushes = await countFlushes()

    await Promise.all(count(2_000).map((number) => log.append(note(number))))

    expect(flushes()).toBeGreaterThanOrEqual(1)
    expect(flushes()).toBeLessThanOrEqual(3)
    expect(await numbers(folder)).toEqual(count(2_000))
    await log.close()
  })
})

describe('a log after a crash', () => {
  it.each([1, 7, 30, 53])('has its torn last line cut off when %d bytes of it were written', async (bytes) => {
    const folder = await closedLog(3)
    const [segment = ''] = await segments(folder)
    const file = join(folder, segment)
    const whole = await readFile(file)
    await truncate(file, (whole.length / 3) * 2 + bytes)
    const warnings: unknown[] = []
    const logger: Logger = { ...silent, warn: (fields) => warnings.push(fields) }

    expect(await numbers(folder)).toEqual([0, 1])
    const log = await openLog({ folder, schema: noteSchema, clock: today, logger })
    await log.append(note(9))
    await log.close()

    expect(await numbers(folder)).toEqual([0, 1, 9])
    expect(warnings).toEqual([{ segment, bytes }])
  })

  it('has a long torn tail cut off', async () => {
    const folder = await closedLog(2)
    const [segment = ''] = await segments(folder)
    await appendFile(join(folder, segment), Buffer.alloc(200_000))
    const log = await openAt(folder)
    await log.append(note(2))
    await log.close()

    expect(await numbers(folder)).toEqual([0, 1, 2])
  })

  it('names a damaged line and the next step', async () => {
    const folder = await closedLog(3)
    const [segment = ''] = await segments(folder)
    const file = join(folder, segment)
    await writeFile(file, (await readFile(file, 'utf8')).replace('"number":1', '"number":7'))

    await expect(numbers(folder)).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
      message: `${file} is damaged in line 2`,
      next: { do: 'restore-or-delete-line' },
    })
  })

  it('gives the other lines to a reader that handles damaged ones', async () => {
    const folder = await closedLog(3)
    const [segment = ''] = await segments(folder)
    await writeFile(join(folder, segment), (await readFile(join(folder, segment), 'utf8')).replace('"number":1', '7'))
    const damages: KnowledgeError[] = []

    expect(await numbersIn(readLog(folder, noteSchema, (damage) => damages.push(damage)))).toEqual([0, 2])
    expect(damages.map(({ code }) => code)).toEqual(['LOG_DAMAGED'])
  })

  it('distinguishes an entry of another release from damage', async () => {
    const folder = await closedLog(1)

    await expect(numbersIn(readLog(folder, noteSchema.extend({ number: z.literal(5) })))).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
      next: { do: 'install-writing-release' },
    })
  })

  it('takes new entries although an old line is damaged', async () => {
    const folder = await closedLog(2)
    const [segment = ''] = await segments(folder)
    await writeFile(join(folder, segment), (await readFile(join(folder, segment), 'utf8')).replace('"number":1', '7'))
    const log = await openAt(folder)
    await log.append(note(2))
    await log.close()

    expect(await numbersIn(readLog(folder, noteSchema, () => {}))).toEqual([0, 2])
  })
})

describe('the writer of a log', () => {
  it('keeps a second one out while it lives, and lets it in afterwards', async () => {
    const folder = await temporaryFolder()
    const first = await openAt(folder)

    await expect(openAt(folder)).rejects.toMatchObject({
      code: 'DATA_FOLDER_BUSY',
      message: `another process is recording into ${folder}`,
      next: { do: 'stop-other-server' },
    })

    await first.append(note(1))
    await first.close()
    await (await openAt(folder)).close()
    expect(await numbers(folder)).toEqual([1])
  })

  it('stops adding once another has taken its place', async () => {
    const folder = await temporaryFolder()
    const log = await openAt(folder)
    await log.append(note(1))
    const stolen = new Date(Date.now() - 500)
    await utimes(join(folder, 'writer.lock'), stolen, stolen)

    await expect.poll(() => log.append(note(2)).catch((error: KnowledgeError) => error.code)).toBe('DATA_FOLDER_BUSY')
    await log.close()
  })

  it('refuses an entry that could not be read back', async () => {
    const log = await openAt(await temporaryFolder())
    await expect(log.append({ number: Number.NaN, text: '' })).rejects.toThrow(z.ZodError)
    await log.close()
  })

  it.runIf(existsSync('/dev/full'))('says that the disk is full, and goes on when there is room again', async () => {
    const folder = await temporaryFolder()
    await mkdir(folder, { recursive: true })
    await symlink('/dev/full', join(folder, '000001.2026-03-01.jsonl'))
    const log = await openAt(folder)

    const outcomes = await Promise.allSettled([log.append(note(1)), log.append(note(2))])
    await log.append(note(3))
    await log.close()

    expect(outcomes).toMatchObject([{ reason: { code: 'DISK_FULL' } }, { reason: { code: 'DISK_FULL' } }])
    expect(await numbersIn(readSecondSegment(folder))).toEqual([3])
  })
})

/** The first one is a device without end. */
async function* readSecondSegment(folder: string) {
  const lines = (await readFile(join(folder, '000002.2026-03-01.jsonl'), 'utf8')).trim().split('\n')
  for (const line of lines) yield noteSchema.parse(JSON.parse(line).entry)
}

async function countFlushes(): Promise<() => number> {
  const spy = vi.spyOn(await fileHandlePrototype(), 'datasync')
  onTestFinished(() => spy.mockRestore())
  return () => spy.mock.calls.length
}

/** Lets no flush begin until the function that it gives back is called. */
async function holdFlushes(): Promise<() => void> {
  const prototype = await fileHandlePrototype()
  const { datasync } = prototype
  let letGo = () => {}
  const gate = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const spy = vi.spyOn(prototype, 'datasync').mockImplementation(async function (this: FileHandle) {
    await gate
    await datasync.call(this)
  })
  onTestFinished(() => spy.mockRestore())
  return letGo
}

async function fileHandlePrototype(): Promise<FileHandle> {
  const handle = await open(process.execPath)
  await handle.close()
  return Object.getPrototypeOf(handle)
}
