import { execFileSync } from 'node:child_process'
import { appendFile, chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folderStore } from '../../../knowledge/adapters/folder-store.js'
import { curationGroups } from '../../../knowledge/curation/groups.js'
import type { CurationItem } from '../../../knowledge/curation/item.js'
import { type Asked, askedOf } from '../../../knowledge/records/asked/asked.js'
import { followAsked } from '../../../knowledge/records/asked/follow-asked.js'
import { groupUnanswered } from '../../../knowledge/records/asked/unanswered-groups.js'
import type { UnansweredEntry } from '../../../knowledge/records/unanswered.js'
import type { Store } from '../../../knowledge/store/store.js'
import { openRecords, readUnanswered } from '../../../training/records.js'
import { HandClock } from '../../contracts/append-log.js'
import { ignored, itemIn } from '../../support/curation.js'
import { temporaryDataFolder } from '../../support/freezing.js'
import { runScript } from '../../support/run-script.js'
import { seededRandom } from '../../support/seeded-vectors.js'

const logger = { debug() {}, info() {}, warn() {}, error() {} }
const DAY_MS = 24 * 60 * 60 * 1_000
const WORDS = [
  'permit',
  'permits',
  'parking',
  'parkign',
  'dog',
  'licence',
  'fee',
  'fees',
  'renew',
  'pool',
  'closed',
  'tax',
]

/** A store with a log that is written to, and a clock for both. */
async function office() {
  const store = await temporaryDataFolder()
  const clock = new HandClock('2026-01-01T08:00:00.000Z')
  const records = await openRecords({ store, clock, logger })
  onTestFinished(() => records.close())
  const random = seededRandom(7)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  const ask = async (count: number, text?: string) => {
    for (let i = 0; i < count; i++) {
      await records.unanswered.record({
        at: clock.now(),
        text: text ?? Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(WORDS)).join(' '),
        language: pick(['en', 'es']),
        channel: 'directline',
        version: pick(['kb-000001', 'kb-000002']),
        outcome: pick(['fallback', 'not-helpful']),
        confidence: 0.1,
        closest: [{ pair: { id: pick(['a', 'b', 'c']) }, score: 0.5 }],
        shown: pick(['a', null]),
      })
    }
  }
  const passDays = (days: number) => clock.set(new Date(clock.now().getTime() + days * DAY_MS).toISOString())
  const dropOlderThan = async (days: number) => {
    for (const log of records.logs) await log.dropBefore(new Date(clock.now().getTime() - days * DAY_MS))
  }
  return { store, records, ask, passDays, dropOlderThan, folder: store.place, random }
}

const ITEMS: readonly CurationItem[] = [
  itemIn('approved', {
    id: 'q-00000000aa',
    question: 'parking permit',
    wordings: ['parking permit', 'permit fee'],
    proposal: ignored,
    approvedAt: '2026-01-03T00:00:00.000Z',
  }),
  itemIn('draft', { id: 'q-00000000bb', question: 'dog licence', wordings: ['dog licence'] }),
]

/** All that is shown of these questions. */
function shownOf(asked: Asked, items: readonly CurationItem[]) {
  const groups = curationGroups(asked, items)
  return {
    all: groupUnanswered(asked),
    spanish: groupUnanswered(asked, 3, { language: 'es', notHelpful: true }),
    board: groups.map(({ item, asked, askedSince, askedOf, language, count, notHelpful }) => {
      return { item, asked, askedSince, askedOf: [...askedOf].sort(), language, count, notHelpful }
    }),
  }
}

/** As another process sees it that starts now: from what is kept, and from what came since. */
async function asFollowed(folder: string, items: readonly CurationItem[] = []) {
  const { asked, keep } = await followAsked(folderStore(folder), () => {})
  const shown = shownOf(asked, items)
  await keep()
  return shown
}

async function fromScratch(store: Store, items: readonly CurationItem[] = []) {
  const entries: UnansweredEntry[] = []
  for await (const entry of readUnanswered(store, () => {})) entries.push(entry)
  return shownOf(askedOf(entries), items)
}

const keptFile = (folder: string) => join(folder, 'projections', 'unanswered.bin')
const newsFile = (folder: string) => join(folder, 'projections', 'unanswered-news.bin')

async function keptText(folder: string): Promise<string> {
  const names = await readdir(join(folder, 'projections'))
  const files = await Promise.all(names.map((name) => readFile(join(folder, 'projections', name), 'latin1')))
  return files.join('')
}

async function firstSegment(folder: string): Promise<string> {
  const [name = ''] = (await readdir(join(folder, 'unanswered'))).filter((one) => one.endsWith('.jsonl')).sort()
  return join(folder, 'unanswered', name)
}

/** In another process, of the built program: what one has kept is nothing to the other. */
const keptElsewhere = (folder: string, ...how: readonly number[]) => runScript('asked-keeper.mjs', [folder, ...how])

async function seenElsewhere(folder: string): Promise<unknown> {
  return JSON.parse((await runScript('asked-keeper.mjs', [folder, 'look'])).said)
}

function anyPlaces(count: number, bytes: Buffer, random: () => number): readonly number[] {
  return Array.from({ length: count }, () => Math.floor(random() * bytes.length))
}

function damagedAt(place: number, bytes: Buffer): Buffer {
  const damaged = Buffer.from(bytes)
  damaged[place] = (damaged[place] ?? 0) ^ 1
  return damaged
}

describe('what was made of the unanswered questions', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'gives the same as all questions read anew, whatever happened to the log (seed %i)',
    async (seed) => {
      const { store, folder, ask, passDays, dropOlderThan } = await office()
      const random = seededRandom(seed)
      const waiting: (() => Promise<void>)[] = []
      const happenings: readonly (() => Promise<unknown>)[] = [
        () => ask(Math.floor(random() * 60)),
        () => ask(Math.floor(random() * 3)),
        async () => passDays(1),
        async () => passDays(3),
        () => dropOlderThan(2),
        async () => {
          const [line = ''] = (await readFile(await firstSegment(folder), 'utf8').catch(() => '')).split('\n')
          if (line !== '') await writeFile(await firstSegment(folder), `${line}\n`)
        },
        async () => void waiting.push((await followAsked(folderStore(folder), () => {})).keep),
        async () => void (await waiting.pop()?.()),
        () => rm(join(folder, 'projections'), { recursive: true, force: true }),
      ]
      await ask(60)
      for (let step = 0; step < 20; step++) {
        await happenings[Math.floor(random() * happenings.length)]?.()
        const items = ITEMS.slice(0, Math.floor(random() * 3))
        expect(await asFollowed(folder, items)).toEqual(await fromScratch(store, items))
      }
    },
  )

  it('is kept for the next process, which reads only what came since', async () => {
    const { store, folder, ask, passDays } = await office()
    await ask(200)
    passDays(1)
    await ask(200)
    await asFollowed(folder)
    const { stretches } = (await followAsked(folderStore(folder), () => {})).asked
    const news = await store.log({ name: 'unanswered', schema: { safeParse: () => expect.fail('read') } as never })
    const marks = new Map(stretches.map(({ name, mark }) => [name, mark ?? '']))
    const followed = await news.follow(marks)
    expect(followed.map(({ how }) => how)).toEqual(['same', 'same'])
    expect(await Promise.all(followed.map(async (one) => (await one.news()).entries))).toEqual([[], []])
  })

  it('is made anew where it is damaged at any place, cut short, or of another program', async () => {
    const { store, folder, ask, passDays } = await office()
    await ask(60)
    passDays(1)
    await ask(60)
    const expected = await fromScratch(store, ITEMS)
    await asFollowed(folder, ITEMS)
    const whole = await readFile(keptFile(folder))
    const random = seededRandom(3)
    const entries = whole.indexOf('"entries":60') + '"entries":'.length
    const places = [entries, 0, 8, 9, 12, 16, 20, 60, ...anyPlaces(60, whole, random)]
    for (const place of places) {
      await writeFile(keptFile(folder), damagedAt(place, whole))
      expect(await asFollowed(folder, ITEMS), `byte ${place}`).toEqual(expected)
    }
    for (const length of [0, 4, 12, 30, whole.length >> 1, whole.length - 1]) {
      await writeFile(keptFile(folder), whole.subarray(0, length))
      expect(await asFollowed(folder, ITEMS), `${length} bytes`).toEqual(expected)
    }
  })

  it('is compared once though it is kept apart from the large file, and read by that file only', async () => {
    const { store, folder, ask } = await office()
    await ask(200)
    await asFollowed(folder, ITEMS)
    const large = await readFile(keptFile(folder))
    await ask(30)
    expect(await asFollowed(folder, ITEMS)).toEqual(await fromScratch(store, ITEMS))
    const news = await readFile(newsFile(folder))
    const { asked } = await followAsked(folderStore(folder), () => {})
    const expected = await fromScratch(store, ITEMS)
    expect(shownOf(asked, ITEMS)).toEqual(expected)
    expect([asked.newEntries, asked.close.searches]).toEqual([30, 0])
    expect((await readFile(keptFile(folder))).equals(large)).toBe(true)

    for (const place of [0, 8, 16, 60, ...anyPlaces(40, news, seededRandom(4))]) {
      await writeFile(newsFile(folder), damagedAt(place, news))
      const { asked } = await followAsked(folderStore(folder), () => {})
      expect(shownOf(asked, ITEMS), `byte ${place}`).toEqual(expected)
    }
    await ask(60)
    await rm(keptFile(folder))
    await asFollowed(folder, ITEMS)
    await writeFile(newsFile(folder), news)
    expect(await asFollowed(folder, ITEMS)).toEqual(await fromScratch(store, ITEMS))
  })

  it('is kept again after a copy of the folder', async () => {
    const { store, folder, ask, passDays } = await office()
    await ask(30)
    passDays(1)
    await ask(30)
    await asFollowed(folder)
    const copy = `${folder}-copy`
    onTestFinished(() => rm(copy, { recursive: true, force: true }))
    await cp(folder, copy, { recursive: true })
    const before = await readFile(keptFile(copy))
    expect(await asFollowed(copy)).toEqual(await fromScratch(store))
    expect((await readFile(keptFile(copy))).equals(before)).toBe(false)
  })

  it('tells of a damaged entry every time', async () => {
    const { folder, ask, passDays } = await office()
    await ask(40)
    passDays(1)
    await ask(40)
    await asFollowed(folder)
    await appendFile(await firstSegment(folder), 'no entry\n')
    for (let time = 0; time < 3; time++) {
      const codes: string[] = []
      const { asked, keep } = await followAsked(folderStore(folder), ({ code }) => codes.push(code))
      expect(groupUnanswered(asked).reduce((sum, { count }) => sum + count, 0)).toBe(80)
      expect(codes).toEqual(['LOG_DAMAGED'])
      await keep()
    }
  })

  it('goes with the days of the log, also where somebody was reading meanwhile', async () => {
    const { store, folder, ask, passDays, dropOlderThan } = await office()
    await ask(60, 'where is my purple giraffe')
    passDays(3)
    await ask(60)
    const reader = await followAsked(folderStore(folder), () => {})
    groupUnanswered(reader.asked)
    await asFollowed(folder)
    expect(await keptText(folder)).toContain('giraffe')
    await dropOlderThan(1)
    expect(await keptText(folder)).not.toContain('giraffe')
    expect(await asFollowed(folder)).toEqual(await fromScratch(store))
    await reader.keep()
    expect(await keptText(folder)).not.toContain('giraffe')
    expect(await asFollowed(folder)).toEqual(await fromScratch(store))
  })

  it('goes with the days of the log also where it is kept apart', async () => {
    const { store, folder, ask, passDays, dropOlderThan } = await office()
    await ask(200)
    await asFollowed(folder)
    passDays(1)
    await ask(30, 'where is my purple giraffe')
    passDays(3)
    await ask(20)
    await asFollowed(folder)
    const late = await readFile(newsFile(folder))
    expect(late.toString('latin1')).toContain('giraffe')
    await dropOlderThan(2)
    expect(await keptText(folder)).not.toContain('giraffe')
    expect(await asFollowed(folder)).toEqual(await fromScratch(store))
    // As a process writes it that read the former large file.
    await writeFile(newsFile(folder), late)
    expect(await asFollowed(folder)).toEqual(await fromScratch(store))
    passDays(3)
    await ask(20)
    await dropOlderThan(2)
    expect(await keptText(folder)).not.toContain('giraffe')
  })

  it('is the same for several processes that keep it at once', async () => {
    const { store, folder, ask } = await office()
    await ask(150)
    await keptElsewhere(folder)
    for (let round = 0; round < 3; round++) {
      const looks = [1, 2, 3].map(() => keptElsewhere(folder))
      await ask(25)
      await Promise.all(looks)
      expect(await seenElsewhere(folder)).toEqual((await fromScratch(store)).all)
    }
  })

  it('holds back the log’s days until it is forgotten', async () => {
    const { store, folder, ask, passDays, dropOlderThan } = await office()
    await ask(60)
    passDays(3)
    await asFollowed(folder)
    await rm(join(folder, 'projections'), { recursive: true })
    await mkdir(join(folder, 'projections', 'unanswered.bin', 'in-the-way'), { recursive: true })
    expect(await asFollowed(folder)).toEqual(await fromScratch(store))
    await dropOlderThan(1)
    expect((await fromScratch(store)).all).toEqual([])
    expect(await readdir(join(folder, 'projections'))).toEqual([])
  })

  it('is readable after a kill at any moment of the keeping', async () => {
    const { store, folder, ask } = await office()
    await ask(100)
    const expected = await fromScratch(store)
    for (let call = 1, killed = true; killed; call++) {
      expect(call).toBeLessThan(40)
      ;({ killed } = await keptElsewhere(folder, call))
      await rm(join(folder, 'locks', 'projections.lock'), { recursive: true, force: true })
      expect(await seenElsewhere(folder)).toEqual(expected.all)
    }
    expect(await readdir(join(folder, 'projections'))).toEqual(['unanswered.bin'])
  })

  it.each([
    ['apart', 30],
    ['in the large file', 100],
  ])('is readable after a kill at any moment of the keeping of what came since, %s', async (_, news) => {
    const { store, folder, ask } = await office()
    await ask(200)
    await keptElsewhere(folder)
    await ask(25)
    await keptElsewhere(folder)
    await ask(news)
    const before = await readFile(newsFile(folder))
    const expected = await fromScratch(store)
    for (let call = 1, killed = true; killed; call++) {
      expect(call).toBeLessThan(40)
      ;({ killed } = await keptElsewhere(folder, call))
      await rm(join(folder, 'locks', 'projections.lock'), { recursive: true, force: true })
      expect(await seenElsewhere(folder)).toEqual(expected.all)
    }
    const after = await readFile(newsFile(folder)).catch(() => null)
    expect(after === null).toBe(news > 30)
    expect(after?.equals(before)).not.toBe(true)
  })

  it('is done without in a folder that may only be read', async () => {
    const { folder, ask, records } = await office()
    await ask(50)
    await records.close()
    execFileSync('chmod', ['-R', 'a+rX,a-w', folder])
    onTestFinished(() => void execFileSync('chmod', ['-R', 'u+w', folder]))
    await chmod(folder, 0o555)
    expect((await runScript('asked-keeper.mjs', [folder, 'reader'])).said).toBe('50')
    expect(await readdir(folder)).not.toContain('projections')
  })
})
