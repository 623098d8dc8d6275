import { describe, expect, it } from 'vitest'
import type { Clock } from '../../knowledge/ports.js'
import type { AppendLog } from '../../knowledge/store/log.js'

/** The entries that the contract adds to a log. */
export interface Note {
  readonly number: number
  readonly text: string
}

export interface OpenedLog {
  readonly log: AppendLog<Note>
  readonly read: () => AsyncIterable<Note>
}

/** A clock that a test sets by hand. */
export class HandClock implements Clock {
  constructor(private time: string) {}
  now(): Date {
    return new Date(this.time)
  }
  set(time: string): void {
    this.time = time
  }
}

export function note(number: number, text = 'nota'): Note {
  return { number, text }
}

export async function numbersIn(entries: AsyncIterable<Note>): Promise<readonly number[]> {
  const found: number[] = []
  for await (const { number } of entries) found.push(number)
  return found
}

/** The contract of every append-only log. `open` returns an empty one. */
export function appendLogContract(name: string, open: (clock: Clock) => Promise<OpenedLog>): void {
  describe(`${name} append-only log`, () => {
    const openAt = async (time: string) => {
      const clock = new HandClock(time)
      return { clock, ...(await open(clock)) }
    }

    it('is empty at first', async () => {
      const { read, log } = await openAt('2026-03-01T10:00:00Z')
      expect(await numbersIn(read())).toEqual([])
      await log.close()
    })

    it('returns every entry unchanged, in the order of adding', async () => {
      const { read, log } = await openAt('2026-03-01T10:00:00Z')
      const texts = ['', 'línea\nsegunda', '"comillas" \\', '\u2028 ñ 👍 \u0000', 'x'.repeat(10_000)]
      for (const [number, text] of texts.entries()) await log.append(note(number, text))

      const found: Note[] = []
      for await (const entry of read()) found.push(entry)

      expect(found).toEqual(texts.map((text, number) => note(number, text)))
      await log.close()
    })

    it('keeps the order of calls that do not wait for each other', async () => {
      const { read, log } = await openAt('2026-03-01T10:00:00Z')
      const numbers = Array.from({ length: 500 }, (_, number) => number)

      await Promise.all(numbers.map((number) => log.append(note(number))))

      expect(await numbersIn(read())).toEqual(numbers)
      await log.close()
    })

    it('keeps the order when the clock goes backwards', async () => {
      const { clock, read, log } = await openAt('2026-03-02T00:00:01Z')
      const times = ['2026-03-02T00:00:01Z', '2026-03-01T23:59:59Z', '2099-01-01T00:00:00Z', '2026-03-02T00:00:02Z']
      for (const [number, time] of times.entries()) {
        clock.set(time)
        await log.append(note(number))
      }

      expect(await numbersIn(read())).toEqual([0, 1, 2, 3])
      await log.close()
    })

    it('drops whole days from the front, and keeps the day of the given date', async () => {
      const { clock, read, log } = await openAt('2026-03-01T10:00:00Z')
      for (const [number, day] of ['01', '02', '02', '03', '04'].entries()) {
        clock.set(`2026-03-${day}T23:59:59Z`)
        await log.append(note(number))
      }

      await log.dropBefore(new Date('2026-03-03T12:00:00Z'))

      expect(await numbersIn(read())).toEqual([3, 4])
      await log.close()
    })

    it('accepts entries after everything has been dropped', async () => {
      const { clock, read, log } = await openAt('2026-03-01T10:00:00Z')
      await log.append(note(1))

      await log.dropBefore(new Date('2027-01-01T00:00:00Z'))
      expect(await numbersIn(read())).toEqual([])

      clock.set('2027-01-02T00:00:00Z')
      await log.append(note(2))
      expect(await numbersIn(read())).toEqual([2])
      await log.close()
    })

    it('loses nothing when days are dropped while entries are added', async () => {
      const { clock, read, log } = await openAt('2026-03-01T10:00:00Z')
      await log.append(note(-1))
      clock.set('2026-03-05T10:00:00Z')

      const adding = Array.from({ length: 100 }, (_, number) => log.append(note(number)))
      await Promise.all([...adding, log.dropBefore(new Date('2026-03-05T00:00:00Z')), log.append(note(100))])

      expect(await numbersIn(read())).toEqual(Array.from({ length: 101 }, (_, number) => number))
      await log.close()
    })

    it('can be read repeatedly, and only in part', async () => {
      const { read, log } = await openAt('2026-03-01T10:00:00Z')
      for (const number of [1, 2, 3]) await log.append(note(number))

      for await (const { number } of read()) {
        expect(number).toBe(1)
        break
      }
      expect(await numbersIn(read())).toEqual([1, 2, 3])
      await log.append(note(4))
      expect(await numbersIn(read())).toEqual([1, 2, 3, 4])
      await log.close()
    })

    it('can be read after it was closed, but accepts no entries', async () => {
      const { read, log } = await openAt('2026-03-01T10:00:00Z')
      const adding = log.append(note(1))
      await log.close()
      await log.close()

      await adding
      expect(await numbersIn(read())).toEqual([1])
      await expect(log.append(note(2))).rejects.toThrow('closed')
    })
  })
}
