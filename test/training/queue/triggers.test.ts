import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../deploy/installation/system-clock.js'
import type { DriftSignal, DriftVerdict } from '../../../evaluation/drift/detect-drift.js'
import type { Logger } from '../../../knowledge/ports.js'
import { openInlineQueue } from '../../../training/adapters/inline-queue.js'
import { onCurationApproved, onDrift, retrainJobRequest, scheduleRetrain } from '../../../training/queue/triggers.js'
import { temporaryDataFolder } from '../../support/freezing.js'

const logger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

async function emptyQueue() {
  return openInlineQueue({ store: await temporaryDataFolder(), knowledgeBase: 'main', clock: systemClock, logger })
}

function verdict(...alarms: readonly DriftSignal[]): DriftVerdict {
  const rate = { reference: 0, live: 0 }
  return {
    drifting: alarms.length > 0,
    alarms,
    figures: { confidencePsi: 0, fallbackRate: rate, unseenRate: rate, languageShift: 0, notHelpfulRate: rate },
    tooFew: null,
  } as DriftVerdict
}

describe('approved drafts', () => {
  it('trigger a retraining once there are enough', async () => {
    const queue = await emptyQueue()
    expect(await onCurationApproved(queue, 4, 5)).toBeNull()
    expect(await queue.list()).toEqual([])

    expect(await onCurationApproved(queue, 5, 5)).toMatchObject({
      merged: false,
      job: { kind: 'retrain', asks: [{ trigger: 'curation' }], payload: { approved: 5 } },
    })
  })

  it('trigger none while another waits, but are listed in it', async () => {
    const queue = await emptyQueue()
    await queue.submit(retrainJobRequest('manual', 'Ana'))

    expect(await onCurationApproved(queue, 9, 5)).toMatchObject({ merged: true })
    expect(await queue.list()).toMatchObject([{ asks: [{ trigger: 'manual' }, { trigger: 'curation' }] }])
  })

  it('trigger none when the operator has switched that off', async () => {
    const queue = await emptyQueue()
    expect(await onCurationApproved(queue, 1_000, 0)).toBeNull()
  })
})

describe('authors', () => {
  it('each get a retraining of their own', async () => {
    const queue = await emptyQueue()
    await queue.submit(retrainJobRequest('manual', 'Ana', { author: 'Ana' }))

    expect(await queue.submit(retrainJobRequest('manual', 'Luis', { author: 'Luis' }))).toMatchObject({ merged: false })
    expect(await queue.submit(retrainJobRequest('manual', 'Ana', { author: 'Ana' }))).toMatchObject({ merged: true })
  })
})

describe('drift', () => {
  it('triggers a retraining when a signal raises an alarm, and names the signal', async () => {
    const queue = await emptyQueue()
    expect(await onDrift(queue, verdict())).toBeNull()
    expect(await onDrift(queue, verdict('confidencePsi', 'unseenRise'))).toMatchObject({
      merged: false,
      job: { asks: [{ trigger: 'drift' }], payload: { signals: ['confidencePsi', 'unseenRise'] } },
    })
  })

  it('triggers none for signals that are still in alarm', async () => {
    const queue = await emptyQueue()
    expect(await onDrift(queue, verdict('confidencePsi'), ['confidencePsi'])).toBeNull()
    expect(await onDrift(queue, verdict('confidencePsi', 'fallbackRise'), ['confidencePsi'])).toMatchObject({
      job: { payload: { signals: ['fallbackRise'] } },
    })
  })
})

describe('the schedule', () => {
  it('can be set, replaced and removed', async () => {
    const queue = await emptyQueue()
    await scheduleRetrain(queue, '30 3 * * *', 'Europe/Madrid')
    expect(await queue.schedules()).toMatchObject([
      { name: 'retrain', cron: '30 3 * * *', timeZone: 'Europe/Madrid', request: { trigger: 'schedule' } },
    ])
    await scheduleRetrain(queue, '0 4 * * *')
    expect(await queue.schedules()).toMatchObject([{ cron: '0 4 * * *', timeZone: 'UTC' }])
    await scheduleRetrain(queue, null)
    expect(await queue.schedules()).toEqual([])
  })
})

describe('a request with an author', () => {
  it('differs from that of a namesake with another account', () => {
    const [one, other] = ['ana', 'ruiz'].map((account) => ({ author: 'Ana Ruiz', authorAccount: account }))
    const keys = [{ author: 'Ana Ruiz' }, one, other].map(
      (payload) => retrainJobRequest('manual', 'Ana Ruiz', payload).dedupeKey,
    )
    expect(new Set(keys).size).toBe(3)
    expect(keys[0]).toBe('retrain-by-2e4e636a6f70d6ef')
  })
})
