import { onTestFinished } from 'vitest'
import type { DriftSignal, DriftVerdict } from '../../evaluation/drift/detect-drift.js'
import { openLog } from '../../knowledge/adapters/segment-log.js'
import { named } from '../../knowledge/person.js'
import { feedbackEntrySchema, feedbackRecorder } from '../../knowledge/records/feedback.js'
import { type TurnEntry, turnEntrySchema } from '../../knowledge/records/turns.js'
import type { Store } from '../../knowledge/store/store.js'
import { moveAlias } from '../../knowledge/version/aliases.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Job } from '../../training/queue/job.js'
import type { JobQueue } from '../../training/queue/job-queue.js'
import { openCurationNotes } from '../../training/release/documents.js'
import { checkDrift } from '../../training/release/drift-check.js'
import { HandClock } from '../contracts/append-log.js'
import { installationOf } from './installation.js'
import { pathsIn } from './paths-in.js'

/** An office with champion kb-000001, logged turns, one per second, and the drift check over them. */
export async function driftOffice(folder: Store, begin = new Date('2026-03-01T10:00:00.000Z')) {
  const clock = new HandClock(begin.toISOString())
  let seconds = 0
  const tick = () => clock.set(new Date(begin.getTime() + ++seconds * 1_000).toISOString())
  const promote = async (to: VersionId) => {
    tick()
    await moveAlias({ store: folder, alias: 'champion', to, by: named('Ana'), reason: 'test', clock })
  }
  await promote('kb-000001')
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const log = await openLog({ folder: pathsIn(folder).turnsFolder, schema: turnEntrySchema, clock, logger })
  onTestFinished(() => log.close())
  const votes = await openLog({ folder: pathsIn(folder).feedbackFolder, schema: feedbackEntrySchema, clock, logger })
  onTestFinished(() => votes.close())
  const failing = { queue: false }
  const breaches: (readonly DriftSignal[])[] = []
  const retrainings: (readonly DriftSignal[])[] = []
  const queue: Pick<JobQueue, 'submit' | 'close'> = {
    async submit({ payload }) {
      retrainings.push(payload.signals as readonly DriftSignal[])
      return { job: {} as Job, merged: false }
    },
    close: async () => {},
  }
  const openQueue = async () => {
    if (failing.queue) throw new Error('no queue')
    return queue as JobQueue
  }
  const installation = installationOf(folder, { clock, openQueue, rules: { retrainOnDrift: true } })
  const onBreach = ({ alarms }: DriftVerdict) => void breaches.push(alarms)
  const listening = { onDamaged: () => {}, onBreach }
  return {
    clock,
    breaches,
    retrainings,
    failing,
    promote,
    async record(turn: Omit<TurnEntry, 'at'>) {
      tick()
      await log.append({ ...turn, at: clock.now().toISOString() })
    },
    async rate({ receipt, version, language }: Pick<TurnEntry, 'receipt' | 'version' | 'language'>, helpful: boolean) {
      tick()
      const at = clock.now()
      const vote = { receipt, version, language, at, answeredAt: at, channel: 'test', pairId: 'fees', helpful }
      await feedbackRecorder(votes).record(vote)
    },
    check: () => checkDrift(installation, listening),
    /** like an operator whose settings do not retrain on drift */
    checkOnly: () => checkDrift(installationOf(folder, { clock }), listening),
    openNotes: async () => (await openCurationNotes(folder).read()).notes.filter(({ closed }) => closed === null),
  }
}

export function turnOf(fields: Partial<TurnEntry> = {}): Omit<TurnEntry, 'at'> {
  return {
    receipt: 'X',
    channel: 'test',
    kind: 'answered',
    language: 'en',
    version: 'kb-000001',
    pairIds: [],
    confidence: 0.8,
    unseenShare: 0,
    ...fields,
  }
}
