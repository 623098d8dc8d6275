import type { TurnRecorder, UnansweredRecorder } from '../bot/ports.js'
import { openLog, readLog } from '../knowledge/adapters/segment-log.js'
import { type TurnEntry, turnEntrySchema, turnRecorder } from '../knowledge/content/turns.js'
import { type UnansweredEntry, unansweredEntrySchema, unansweredRecorder } from '../knowledge/content/unanswered.js'
import type { KnowledgeError } from '../knowledge/errors.js'
import type { AppendLog } from '../knowledge/log.js'
import type { Clock, Logger } from '../knowledge/ports.js'
import type { DataFolder } from '../knowledge/version/data-folder.js'

/** What the one server of a data folder writes down. */
export interface Records {
  readonly unanswered: UnansweredRecorder
  readonly turns: TurnRecorder
  readonly logs: readonly Pick<AppendLog<unknown>, 'dropBefore'>[]
  close(): Promise<void>
}

interface Opening {
  readonly folder: DataFolder
  readonly clock: Clock
  readonly logger: Logger
}

/** @throws {KnowledgeError} DATA_FOLDER_BUSY while another server records here, DISK_FULL */
export async function openRecords({ folder, clock, logger }: Opening): Promise<Records> {
  const shared = { clock, logger }
  const unanswered = await openLog({ ...shared, folder: folder.unansweredFolder, schema: unansweredEntrySchema })
  try {
    const turns = await openLog({ ...shared, folder: folder.turnsFolder, schema: turnEntrySchema })
    return {
      unanswered: unansweredRecorder(unanswered),
      turns: turnRecorder(turns),
      logs: [unanswered, turns],
      async close() {
        await unanswered.close()
        await turns.close()
      },
    }
  } catch (error) {
    await unanswered.close()
    throw error
  }
}

/** Told of each entry that cannot be read; the reading goes on. */
type OnDamaged = (damage: KnowledgeError) => void

/** Every unanswered question on disk, oldest first. */
export function readUnanswered(
  { unansweredFolder }: Pick<DataFolder, 'unansweredFolder'>,
  onDamaged: OnDamaged,
): AsyncIterable<UnansweredEntry> {
  return readLog(unansweredFolder, unansweredEntrySchema, onDamaged)
}

/** Every turn on disk, oldest first. */
export function readTurns(
  { turnsFolder }: Pick<DataFolder, 'turnsFolder'>,
  onDamaged: OnDamaged,
): AsyncIterable<TurnEntry> {
  return readLog(turnsFolder, turnEntrySchema, onDamaged)
}
