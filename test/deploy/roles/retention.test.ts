import { describe, expect, it } from 'vitest'
import { keepWithinRetention } from '../../../deploy/roles/retention.js'
import { named } from '../../../knowledge/person.js'
import { UNANSWERED } from '../../../knowledge/records/unanswered.js'
import { confirmClock } from '../../../training/editing/confirm-clock.js'
import { unanswered } from '../../support/curation.js'
import { temporaryDataFolder } from '../../support/freezing.js'
import { installationOf, silentLogger } from '../../support/installation.js'

const DAY_MS = 86_400_000
const START_MS = Date.parse('2026-03-01T10:00:00.000Z')
const onDay = (day: number) => ({ now: () => new Date(START_MS + day * DAY_MS) })

/** One run of a server on that day: it drops what is too old, and records a question. @returns the codes it logged */
async function runOn(store: Awaited<ReturnType<typeof temporaryDataFolder>>, day: number): Promise<readonly string[]> {
  const codes: string[] = []
  const logger = {
    ...silentLogger,
    error: (fields: object) => void codes.push((fields as { err: { code: string } }).err.code),
  }
  const clock = onDay(day)
  const log = await store.log(UNANSWERED).open({ clock, logger: silentLogger })
  const stop = await keepWithinRetention({ store, logs: [log], days: 180, clock, logger })
  await log.append({ ...unanswered(`question of day ${day}`), at: clock.now().toISOString() })
  await stop()
  await log.close()
  return codes
}

async function daysKept(store: Awaited<ReturnType<typeof temporaryDataFolder>>): Promise<readonly string[]> {
  const kept: string[] = []
  for await (const { question } of store.log(UNANSWERED).read()) kept.push(question.replace(/\D+/g, ''))
  return kept
}

describe('retention', () => {
  it('drops what is old, day by day', async () => {
    const store = await temporaryDataFolder()
    for (let day = 0; day <= 300; day += 30) expect(await runOn(store, day)).toEqual([])
    expect(await daysKept(store)).toEqual(['120', '150', '180', '210', '240', '270', '300'])
  })

  it('drops nothing by a clock far ahead, however often it starts, until a person confirms it', async () => {
    const store = await temporaryDataFolder()
    await runOn(store, 0)
    for (const day of [400, 401, 402]) expect(await runOn(store, day)).toEqual(['CLOCK_DOUBTED'])
    expect(await daysKept(store)).toEqual(['0', '400', '401', '402'])
    expect(await runOn(store, 1)).toEqual([])

    const installation = installationOf(store, { clock: onDay(403) })
    await confirmClock(installation, { by: named('Ana Ruiz'), reason: 'the clock is right' })
    expect(await runOn(store, 403)).toEqual([])
    expect(await daysKept(store)).toEqual(['400', '401', '402', '403'])
  })

  it('takes the latest record for the last time where no release has noted any', async () => {
    const store = await temporaryDataFolder()
    const log = await store.log(UNANSWERED).open({ clock: onDay(0), logger: silentLogger })
    await log.append({ ...unanswered('question of day 0'), at: onDay(0).now().toISOString() })
    await log.close()
    for (const day of [400, 400]) expect(await runOn(store, day)).toEqual(['CLOCK_DOUBTED'])
    expect(await daysKept(store)).toContain('0')
  })
})
