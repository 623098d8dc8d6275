import { expect, it } from 'vitest'
import type { TurnRecord, TurnRecorder } from '../../../bot/ports.js'
import { memoryLog } from '../../../knowledge/adapters/memory-log.js'
import { openLog, readLog } from '../../../knowledge/adapters/segment-log.js'
import { findTurn, type TurnEntry, turnEntrySchema, turnRecorder } from '../../../knowledge/records/turns.js'
import { HandClock } from '../../contracts/append-log.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const clock = new HandClock('2026-03-01T10:00:00Z')

function turn(receipt: string, fields: Partial<TurnRecord> = {}): TurnRecord {
  return {
    receipt,
    at: new Date('2026-03-01T10:00:00Z'),
    channel: 'directline',
    kind: 'answered',
    language: 'es',
    version: 'kb-000001',
    pairIds: ['fees'],
    confidence: 0.9,
    unseenShare: null,
    ...fields,
  }
}

it('a turn is found again by its receipt, however it is typed', async () => {
  const { log, read } = memoryLog<TurnEntry>(clock)
  const recorder: TurnRecorder = turnRecorder(log)
  await recorder.record(turn('7K3Q-M2XA'))
  await recorder.record(turn('0113-0000', { kind: 'clarification', pairIds: ['fees', 'deadlines'] }))

  expect(await findTurn(read(), '7K3Q-M2XA')).toEqual({ ...turn('7K3Q-M2XA'), at: '2026-03-01T10:00:00.000Z' })
  expect(await findTurn(read(), ' 7k3q m2xa')).toMatchObject({ receipt: '7K3Q-M2XA' })
  expect(await findTurn(read(), 'oil3-OOOO')).toMatchObject({ kind: 'clarification', pairIds: ['fees', 'deadlines'] })
})

it('an unknown receipt finds nothing', async () => {
  const { log, read } = memoryLog<TurnEntry>(clock)
  await turnRecorder(log).record(turn('7K3Q-M2XA'))

  expect(await findTurn(read(), '7K3Q-M2XB')).toBeNull()
})

it('a turn is read back from the disk while the server runs', async () => {
  const folder = await temporaryFolder()
  const log = await openLog({
    folder,
    schema: turnEntrySchema,
    clock,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  })
  await turnRecorder(log).record(turn('7K3Q-M2XA'))

  expect(await findTurn(readLog(folder, turnEntrySchema), '7K3Q-M2XA')).toMatchObject({ pairIds: ['fees'] })
  await log.close()
})
