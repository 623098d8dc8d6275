import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { DocumentKind } from '../../knowledge/store/document.js'
import type { JournalKind } from '../../knowledge/store/journal.js'
import type { HeldLock } from '../../knowledge/store/lock.js'
import type { LogKind } from '../../knowledge/store/log.js'
import type { Store } from '../../knowledge/store/store.js'
import { FREEZE_LOCK, SEAL } from '../../knowledge/store/versions.js'
import { appendLogContract, HandClock, type Note, note, numbersIn } from './append-log.js'
import { documentContract, type Tally } from './document.js'

export const TALLY: DocumentKind<Tally> = {
  name: 'tally',
  schema: z.strictObject({ marks: z.array(z.string()) }),
  initial: { marks: [] },
  ifDamaged: { do: 'restore-file' },
}
const OTHER_TALLY: DocumentKind<Tally> = { ...TALLY, name: 'other-tally' }
export const NOTES: LogKind<Note> = { name: 'notes', schema: z.strictObject({ number: z.number(), text: z.string() }) }
export const DIARY: JournalKind = { name: 'diary', lock: 'diary' }
const SHELF = { name: 'papers' }

const logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A new store, and a function that opens it like another process. */
export interface OpenedStore {
  readonly store: Store
  readonly again: () => Store
  /** damages stored data directly */
  readonly spoil: {
    /** @param text instead of the document */
    document(name: string, text: string): Promise<void>
    /** adds a torn line to a journal, like a crash */
    tear(journal: string, half: string): Promise<void>
    /** removes the head of a journal */
    behead(journal: string): Promise<void>
    /** damages the log's entry, counted from 0, in place */
    entry(log: string, position: number): Promise<void>
  }
}

/** The contract of every store. Documents and logs have contracts of their own. */
export function storeContract(name: string, open: () => Promise<OpenedStore>): void {
  const append = (store: Store, ...lines: readonly string[]) =>
    store.locked(DIARY.lock, 'short', async (lock) => {
      for (const line of lines) await store.journal(DIARY).append(lock, () => ({ line }))
    })

  describe(`${name} store, its documents`, () => {
    documentContract(async () => {
      const { store, again } = await open()
      return [store.document(TALLY), again().document(TALLY)]
    })

    const mark = (text: string) => (current: Tally) => ({ next: { marks: [...current.marks, text] }, outcome: text })

    it('are kept apart by their names', async () => {
      const { store } = await open()
      await store.document(TALLY).update(mark('a'))
      expect(await store.document(OTHER_TALLY).read()).toEqual({ marks: [] })
    })

    it('are refused when damaged, with a next step, and not overwritten', async () => {
      const { store, spoil } = await open()
      const document = store.document(TALLY)
      await document.update(mark('a'))
      await spoil.document(TALLY.name, '{"marks": [1]}')
      const refusal = { code: 'DOCUMENT_DAMAGED', next: TALLY.ifDamaged }
      await expect(document.read()).rejects.toMatchObject(refusal)
      await expect(document.update(mark('b'))).rejects.toMatchObject(refusal)
      await expect(document.read()).rejects.toMatchObject(refusal)
    })

    it('refuse contents that could not be read back', async () => {
      const { store } = await open()
      const document = store.document(TALLY)
      const wrong = { marks: [7] } as unknown as Tally
      await expect(document.update(() => ({ next: wrong, outcome: null }))).rejects.toThrow()
      expect(await document.read()).toEqual({ marks: [] })
    })

    it('are recorded before they change, and stay unchanged when the record fails', async () => {
      const { store, again } = await open()
      const document = store.document(TALLY)
      const seen: unknown[] = []
      await document.update(mark('a'), async (outcome) => {
        seen.push(outcome, await again().document(TALLY).read())
      })
      expect(seen).toEqual(['a', { marks: [] }])
      const failing = document.update(mark('b'), async () => {
        throw new Error('no record')
      })
      await expect(failing).rejects.toThrow('no record')
      expect(await document.read()).toEqual({ marks: ['a'] })
    })

    it('wait for a slow change', async () => {
      const { store, again } = await open()
      const slow = store.document(TALLY).update(async (current) => {
        await new Promise((resolve) => setTimeout(resolve, 50))
        return mark('slow')(current)
      })
      await Promise.all([slow, again().document(TALLY).update(mark('quick'))])
      expect((await store.document(TALLY).read()).marks.toSorted()).toEqual(['quick', 'slow'])
    })
  })

  appendLogContract(name, async (clock) => {
    const { store, again } = await open()
    const log = await store.log(NOTES).open({ clock, logger })
    return { log, read: () => again().log(NOTES).read() }
  })

  describe(`${name} store, its logs`, () => {
    const filled = async () => {
      const opened = await open()
      const clock = new HandClock('2026-03-01T10:00:00Z')
      const log = await opened.store.log(NOTES).open({ clock, logger })
      for (const number of [1, 2, 3]) {
        clock.set(`2026-03-0${number}T10:00:00Z`)
        await log.append(note(number))
      }
      return { ...opened, log, clock }
    }

    it('are empty for a reader before the first write', async () => {
      expect(await numbersIn((await open()).store.log(NOTES).read())).toEqual([])
    })

    it('have one writer at a time, and the next one after that has closed', async () => {
      const { again, log, clock } = await filled()
      const other = () => again().log(NOTES).open({ clock, logger })
      await expect(other()).rejects.toMatchObject({ code: 'DATA_FOLDER_BUSY' })
      await log.close()
      const next = await other()
      await next.append(note(4))
      await next.close()
      expect(await numbersIn(again().log(NOTES).read())).toEqual([1, 2, 3, 4])
    })

    it('skip entries from before a day', async () => {
      const { again, log } = await filled()
      const since = new Date('2026-03-02T23:00:00Z')
      expect(await numbersIn(again().log(NOTES).read({ since }))).toEqual([2, 3])
      await log.close()
    })

    it('refuse an entry with another shape, and accept the next', async () => {
      const { again, log } = await filled()
      await expect(log.append({ number: 'four' } as unknown as Note)).rejects.toThrow()
      await log.append(note(5))
      await log.close()
      expect(await numbersIn(again().log(NOTES).read())).toEqual([1, 2, 3, 5])
    })

    const numbersOf = (news: readonly { readonly entries: readonly Note[] }[]) =>
      news.flatMap(({ entries }) => entries.map(({ number }) => number))
    /** The news, and the marks to come back with. */
    const follow = async (one: Store, marks: ReadonlyMap<string, string> = new Map()) => {
      const stretches = await one.log(NOTES).follow(marks)
      const news = await Promise.all(stretches.map((stretch) => stretch.news()))
      const next = stretches.flatMap(({ name }, i) => {
        const mark = news[i]?.mark ?? null
        return mark === null ? [] : [[name, mark] as const]
      })
      return { how: stretches.map((stretch) => stretch.how), numbers: numbersOf(news), marks: new Map(next), news }
    }

    it('can be followed: whoever comes back is told what came since', async () => {
      const { store, again, log, clock } = await filled()
      const first = await follow(again())
      expect(first).toMatchObject({ how: ['anew', 'anew', 'anew'], numbers: [1, 2, 3] })
      expect(await follow(store, first.marks)).toMatchObject({ how: ['same', 'same', 'same'], numbers: [] })
      await log.append(note(4))
      clock.set('2026-03-04T10:00:00Z')
      await log.append(note(5))
      const next = await follow(again(), first.marks)
      expect(next).toMatchObject({ how: ['same', 'same', 'grown', 'anew'], numbers: [4, 5] })
      expect(await follow(again(), next.marks)).toMatchObject({ numbers: [] })
      await log.close()
    })

    it('tell who follows what was dropped, and that before it goes', async () => {
      const { store, again } = await open()
      const clock = new HandClock('2026-03-01T10:00:00Z')
      const told: (readonly string[])[] = []
      const beforeDrop = async (names: readonly string[]) => {
        told.push(names, (await follow(again())).numbers.map(String))
        if (told.length === 2) throw new Error('not yet')
      }
      const log = await store.log(NOTES).open({ clock, logger, beforeDrop })
      await log.append(note(1))
      clock.set('2026-03-02T10:00:00Z')
      await log.append(note(2))
      const names = (await store.log(NOTES).follow(new Map())).map(({ name }) => name)
      await expect(log.dropBefore(clock.now())).rejects.toThrow('not yet')
      expect(await numbersIn(store.log(NOTES).read())).toEqual([1, 2])
      await log.dropBefore(clock.now())
      expect(told).toEqual([[names[0]], ['1', '2'], [names[0]], ['1', '2']])
      expect((await follow(again())).numbers).toEqual([2])
      await log.close()
    })

    it('give a stretch anew whose entries were changed, and no mark to one that cannot be read whole', async () => {
      const { store, log, spoil } = await filled()
      await log.close()
      const { marks } = await follow(store)
      await spoil.entry(NOTES.name, 1)
      const after = await follow(store, marks)
      expect(after).toMatchObject({ how: ['same', 'anew', 'same'], numbers: [] })
      expect(after.news[1]).toMatchObject({ mark: null, damages: [{ code: 'LOG_DAMAGED' }] })
    })

    it('report a damaged entry, and return the others', async () => {
      const { store, log, spoil } = await filled()
      await log.close()
      await spoil.entry(NOTES.name, 1)
      await expect(numbersIn(store.log(NOTES).read())).rejects.toMatchObject({ code: 'LOG_DAMAGED' })
      const codes: string[] = []
      const read = store.log(NOTES).read({ onDamaged: ({ code }) => void codes.push(code) })
      expect(await numbersIn(read)).toEqual([1, 3])
      expect(codes).toEqual(['LOG_DAMAGED'])
    })
  })

  describe(`${name} store, its journals`, () => {
    it('have no line and no head at first', async () => {
      const journal = (await open()).store.journal(DIARY)
      expect([await journal.lines(), await journal.head()]).toEqual([[], null])
    })

    it('return every line in order, through every opening', async () => {
      const { store, again } = await open()
      const lines = ['one', '{"two": "ñ 👍 \u2028"}', 'x'.repeat(200_000), 'four']
      for (const line of lines) await append(store, line)
      expect(await again().journal(DIARY).lines()).toEqual(lines)
    })

    it('lose no line of many simultaneous writers, and give each the previous line', async () => {
      const { store, again } = await open()
      await Promise.all(
        Array.from({ length: 12 }, (_, i) => {
          const one = i % 2 === 0 ? store : again()
          return one.locked(DIARY.lock, 'short', (lock) =>
            one.journal(DIARY).append(lock, (last) => ({ line: `${Number(last ?? 0) + 1}` })),
          )
        }),
      )
      expect(await store.journal(DIARY).lines()).toEqual(Array.from({ length: 12 }, (_, i) => `${i + 1}`))
    })

    it('keep their head', async () => {
      const { store, again } = await open()
      const journal = store.journal(DIARY)
      await store.locked(DIARY.lock, 'short', async (lock) => {
        expect(await journal.append(lock, () => ({ line: 'a', head: 'one' }))).toMatchObject({ line: 'a' })
        await journal.append(lock, () => ({ line: 'b', head: 'two' }))
        await journal.append(lock, () => ({ line: 'c' }))
      })
      expect(await again().journal(DIARY).head()).toBe('two')
    })

    it('detect a missing head', async () => {
      const { store, spoil } = await open()
      await store.locked(DIARY.lock, 'short', (lock) =>
        store.journal(DIARY).append(lock, () => ({ line: 'a', head: 'one' })),
      )
      await spoil.behead(DIARY.name)
      const journal = store.journal(DIARY)
      expect([await journal.lines(), await journal.head()]).toEqual([['a'], null])
    })

    it('add nothing when making the line fails, or under a foreign lock', async () => {
      const { store } = await open()
      const failing = store.locked(DIARY.lock, 'short', (lock) =>
        store.journal(DIARY).append(lock, () => {
          throw new Error('no line')
        }),
      )
      await expect(failing).rejects.toThrow('no line')
      const foreign = store.locked('another', 'short', (lock) =>
        store.journal(DIARY).append(lock, () => ({ line: 'a' })),
      )
      await expect(foreign).rejects.toThrow('under the lock diary')
      expect(await store.journal(DIARY).lines()).toEqual([])
    })

    it('ignore a torn line, and overwrite it with the next', async () => {
      const { store, spoil } = await open()
      await append(store, 'whole')
      await spoil.tear(DIARY.name, 'hal')
      expect(await store.journal(DIARY).lines()).toEqual(['whole'])
      await append(store, 'next')
      expect(await store.journal(DIARY).lines()).toEqual(['whole', 'next'])
    })
  })

  describe(`${name} store, its shelves`, () => {
    it('are empty before their first file', async () => {
      const shelf = (await open()).store.shelf(SHELF)
      const found = [await shelf.names(), await shelf.read('a'), await shelf.size('a'), await shelf.facts('a')]
      expect(found).toEqual([[], null, null, null])
      await shelf.remove('a')
      await shelf.clearLeftovers()
    })

    it('keep files by name, through every opening, also on shelves within', async () => {
      const { store, again } = await open()
      const shelf = store.shelf(SHELF)
      await shelf.write('b', 'first')
      await shelf.write('b', 'second')
      await shelf.write('a.bin', Uint8Array.of(0, 255))
      await shelf.write('inputs/deep/c', 'c')
      const other = again().shelf(SHELF)
      expect(await other.names()).toEqual(['a.bin', 'b', 'inputs'])
      expect((await other.read('b'))?.toString()).toBe('second')
      expect(await other.read('a.bin')).toEqual(Buffer.of(0, 255))
      expect((await other.inner('inputs').read('deep/c'))?.toString()).toBe('c')
      expect(await other.inner('inputs').names()).toEqual(['deep'])
      await other.remove('inputs')
      expect(await shelf.names()).toEqual(['a.bin', 'b'])
    })

    it('return the length and hash of a file', async () => {
      const shelf = (await open()).store.shelf(SHELF)
      await shelf.write('a', 'abc')
      expect(await shelf.size('a')).toBe(3)
      expect(await shelf.facts('a')).toEqual({
        sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        bytes: 3,
      })
    })

    it('lie in a local folder, where people may put files, too', async () => {
      const shelf = (await open()).store.shelf(SHELF)
      await shelf.write('a', 'ours')
      expect(await readFile(shelf.path('a'), 'utf8')).toBe('ours')
      await writeFile(shelf.path('b'), 'theirs')
      expect(await shelf.names()).toEqual(['a', 'b'])
      expect((await shelf.read('b'))?.toString()).toBe('theirs')
    })
  })

  describe(`${name} store, its versions`, () => {
    const staged = async (store: Store) => {
      const stage = await store.versions.openStage()
      await stage.write('a', 'first')
      await stage.write('a', 'second')
      return stage
    }
    const commit = async (store: Store, version: string, more: { readonly record?: () => Promise<void> } = {}) => {
      const stage = await staged(store)
      await store.locked(FREEZE_LOCK, 'long', (lock) =>
        store.versions.commit(stage, { name: version, seal: 'sealed', lock, ...more }),
      )
    }

    it('appear atomically, with their seal, for every opening', async () => {
      const { store, again } = await open()
      const seen: unknown[] = []
      await commit(store, 'kb-000001', {
        record: async () => {
          seen.push(await again().versions.names(), await again().versions.files('kb-000001').size(SEAL))
        },
      })
      expect(seen).toEqual([[], null])
      expect(await again().versions.names()).toEqual(['kb-000001'])
      const files = again().versions.files('kb-000001')
      expect((await files.read('a'))?.toString()).toBe('second')
      expect((await files.read(SEAL))?.toString()).toBe('sealed')
      expect((await files.names()).toSorted()).toEqual(['a', SEAL])
    })

    it('are never overwritten', async () => {
      const { store } = await open()
      await commit(store, 'kb-000001')
      await expect(commit(store, 'kb-000001')).rejects.toMatchObject({ code: 'VERSION_EXISTS' })
      expect((await store.versions.files('kb-000001').read('a'))?.toString()).toBe('second')
    })

    it('do not appear when the record fails or the lock was lost', async () => {
      const { store } = await open()
      const record = async () => {
        throw new Error('no record')
      }
      await expect(commit(store, 'kb-000001', { record })).rejects.toThrow('no record')
      const lost: HeldLock = {
        name: FREEZE_LOCK,
        assertHeld() {
          throw new Error('lost')
        },
      }
      const stage = await staged(store)
      const late = store.versions.commit(stage, { name: 'kb-000001', seal: '', lock: lost })
      await expect(late).rejects.toThrow('lost')
      expect(await store.versions.names()).toEqual([])
    })

    it('leave nothing of a dropped stage', async () => {
      const { store } = await open()
      const [own, left] = [await staged(store), await staged(store)]
      await own.drop()
      expect(await own.names()).toEqual([])
      expect(await left.names()).toEqual(['a'])
      await store.versions.dropStages()
      expect(await left.read('a')).toBeNull()
      await commit(store, 'kb-000001')
      await store.versions.dropUnsealed('kb-000001')
      expect(await store.versions.names()).toEqual(['kb-000001'])
    })

    it('can be made from a stage on a shelf, also by a later process', async () => {
      const { store, again } = await open()
      const files = store.shelf(SHELF)
      await store.versions.stageOn(files, 'stage').write('a', 'mine')
      await store.versions.dropStages()
      const later = again()
      const stage = later.versions.stageOn(later.shelf(SHELF), 'stage')
      expect(await stage.facts('a')).toMatchObject({ bytes: 4 })
      await later.locked(FREEZE_LOCK, 'long', (lock) =>
        later.versions.commit(stage, { name: 'kb-000001', seal: 'sealed', lock }),
      )
      expect((await store.versions.files('kb-000001').read('a'))?.toString()).toBe('mine')
      expect(await files.names()).toEqual([])
    })

    it('pass a file on to a stage unchanged', async () => {
      const { store } = await open()
      await commit(store, 'kb-000001')
      const [parent, stage] = [store.versions.files('kb-000001'), await store.versions.openStage()]
      if (!(await stage.take('b', parent))) await stage.write('b', 'second')
      expect(await stage.facts('b')).toMatchObject({ bytes: 6 })
      expect(await stage.take('c', parent)).toBe(false)
      expect(await stage.names()).toEqual(['b'])
    })
  })

  describe(`${name} store, its locks`, () => {
    it('exclude every other holder, through any opening', async () => {
      const { store, again } = await open()
      let inside = 0
      const turn = (one: Store) =>
        one.locked('door', 'short', async () => {
          inside++
          await new Promise((resolve) => setTimeout(resolve, 5))
          expect(inside).toBe(1)
          inside--
        })
      await Promise.all([turn(store), turn(again()), turn(store), turn(again())])
    })

    it('do not exclude holders of another name', async () => {
      const { store, again } = await open()
      const found = await store.locked('one', 'short', () => again().locked('two', 'short', async () => 'in'))
      expect(found).toBe('in')
    })

    it('are released when the work fails', async () => {
      const { store, again } = await open()
      const failing = store.locked('door', 'short', async () => {
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(await again().locked('door', 'short', async (lock) => lock.name)).toBe('door')
    })

    it('are not waited for in standby', async () => {
      const { store, again } = await open()
      const held = await store.acquire('door', { kind: 'standby' })
      expect(held.isHeld()).toBe(true)
      await expect(again().acquire('door', { kind: 'standby' })).rejects.toMatchObject({ code: 'DATA_FOLDER_BUSY' })
      await held.release()
      const next = await again().acquire('door', { kind: 'standby' })
      expect(next.isHeld()).toBe(true)
      await next.release()
    })
  })
}
