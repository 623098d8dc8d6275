import { onTestFinished } from 'vitest'
import type { DriftSignal } from '../../evaluation/drift/drift.js'
import { openLog } from '../../knowledge/adapters/segment-log.js'
import { feedbackEntrySchema, feedbackRecorder } from '../../knowledge/records/feedback.js'
import { type TurnEntry, turnEntrySchema } from '../../knowledge/records/turns.js'
import type { DataFolder } from '../../knowledge/store/data-folder.js'
import { moveAlias } from '../../knowledge/version/aliases.js'
import type { VersionId } from '../../knowledge/version-id.js'
import { loadVersion } from '../../training/loaded-version.js'
import { readFeedback, readTurns } from '../../training/records.js'
import { openCurationNotes, openDriftState } from '../../training/release/documents.js'
import { checkDrift, type DriftParts } from '../../training/release/drift-check.js'
import { HandClock } from '../contracts/append-log.js'
import { snapshotParts } from './freezing.js'

/** An office whose kb-000001 is champion, with its turns on the disk, one a second, and the check over them. */
export async function driftOffice(folder: DataFolder, begin = new Date('2026-03-01T10:00:00.000Z')) {
  const clock = new HandClock(begin.toISOString())
  let seconds = 0
  const tick = () => clock.set(new Date(begin.getTime() + ++seconds * 1_000).toISOString())
  const promote = async (to: VersionId) => {
    tick()
    await moveAlias({ store: folder, alias: 'champion', to, by: 'Ana', reason: 'test', clock })
  }
  await promote('kb-000001')
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const log = await openLog({ folder: folder.turnsFolder, schema: turnEntrySchema, clock, logger })
  onTestFinished(() => log.close())
  const votes = await openLog({ folder: folder.feedbackFolder, schema: feedbackEntrySchema, clock, logger })
  onTestFinished(() => votes.close())
  const failing = { queue: false }
  const breaches: (readonly DriftSignal[])[] = []
  const retrainings: (readonly DriftSignal[])[] = []
  const parts: DriftParts = {
    store: folder,
    clock,
    state: openDriftState(folder),
    notes: openCurationNotes(folder),
    turnsSince: (since) => readTurns(folder, () => {}, since),
    votesSince: (since) => readFeedback(folder, () => {}, since),
    withSearcher: async (id, work) => work((await loadVersion(folder, id, snapshotParts)).searcher),
    onBreach: ({ alarms }) => void breaches.push(alarms),
    async retrain({ alarms }) {
      if (failing.queue) throw new Error('no queue')
      retrainings.push(alarms)
    },
  }
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
    check: () => checkDrift(parts),
    /** as by an operator whose shell does not say that drift shall retrain */
    checkOnly: () => checkDrift({ ...parts, retrain: null }),
    openNotes: async () => (await parts.notes.read()).notes.filter(({ closed }) => closed === null),
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
