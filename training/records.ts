import type { z } from 'zod'
import { openLog, readLog } from '../knowledge/adapters/segment-log.js'
import type { KnowledgeError } from '../knowledge/errors.js'
import type { Logger } from '../knowledge/ports.js'
import {
  type FeedbackEntry,
  type FeedbackInput,
  feedbackEntrySchema,
  feedbackRecorder,
} from '../knowledge/records/feedback.js'
import type { Recorder } from '../knowledge/records/recorder.js'
import { type TurnEntry, type TurnInput, turnEntrySchema, turnRecorder } from '../knowledge/records/turns.js'
import {
  type UnansweredEntry,
  type UnansweredInput,
  unansweredEntrySchema,
  unansweredRecorder,
} from '../knowledge/records/unanswered.js'
import type { AppendLog } from '../knowledge/store/log.js'
import type { Store } from '../knowledge/store/store.js'
import { type ShadowEntry, shadowEntrySchema } from '../knowledge/traffic/shadow-entry.js'
import type { Installation } from './installation.js'

/** What the one server of a data folder writes down. */
export interface Records {
  readonly unanswered: Recorder<UnansweredInput>
  readonly turns: Recorder<TurnInput>
  readonly feedback: Recorder<FeedbackInput>
  readonly shadow: AppendLog<ShadowEntry>
  readonly logs: readonly Pick<AppendLog<unknown>, 'dropBefore'>[]
  /** whether nobody else records in this server's place */
  isWriter(): boolean
  close(): Promise<void>
}

/** @throws {KnowledgeError} DATA_FOLDER_BUSY while another server records here, DISK_FULL */
export async function openRecords({
  store,
  clock,
  logger,
}: Pick<Installation, 'store' | 'clock' | 'logger'>): Promise<Records> {
  const shared = { clock, logger }
  const opened: { close(): Promise<void> }[] = []
  const lost = new Set<string>()
  const close = async () => {
    for (const log of opened.splice(0)) await log.close()
  }
  const open = async <T>(path: string, schema: z.ZodType<T>): Promise<AppendLog<T>> => {
    const log = await openLog({
      ...shared,
      folder: path,
      schema,
      onWriter: (isWriter) => void (isWriter ? lost.delete(path) : lost.add(path)),
    })
    opened.push(log)
    return log
  }
  try {
    const unanswered = await open(store.unansweredFolder, unansweredEntrySchema)
    const turns = await open(store.turnsFolder, turnEntrySchema)
    const feedback = await open(store.feedbackFolder, feedbackEntrySchema)
    const shadow = await open(store.shadowFolder, shadowEntrySchema)
    return {
      unanswered: unansweredRecorder(unanswered),
      turns: turnRecorder(turns),
      feedback: feedbackRecorder(feedback),
      shadow,
      logs: [unanswered, turns, feedback, shadow],
      isWriter: () => lost.size === 0,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Told of each entry that cannot be read; the reading goes on. */
export type OnDamaged = (damage: KnowledgeError) => void

/** Tells the operator's log of it. */
export function toLog(logger: Logger): OnDamaged {
  return ({ code, message }) => logger.warn({ code }, message)
}

/** Every unanswered question on disk, oldest first. */
export function readUnanswered({ unansweredFolder }: Store, onDamaged: OnDamaged): AsyncIterable<UnansweredEntry> {
  return readLog(unansweredFolder, unansweredEntrySchema, onDamaged)
}

/**
 * The turns on disk, oldest first.
 *
 * @param since those of earlier days are passed over; null = all of them
 */
export function readTurns(
  { turnsFolder }: Store,
  onDamaged: OnDamaged,
  since: Date | null = null,
): AsyncIterable<TurnEntry> {
  return readLog(turnsFolder, turnEntrySchema, onDamaged, since)
}

/** The votes on answers, oldest first; `since` as for turns. */
export function readFeedback(
  { feedbackFolder }: Store,
  onDamaged: OnDamaged,
  since: Date | null = null,
): AsyncIterable<FeedbackEntry> {
  return readLog(feedbackFolder, feedbackEntrySchema, onDamaged, since)
}

/** What the silent challenger did, oldest first; `since` as for turns. */
export function readShadow(
  { shadowFolder }: Store,
  onDamaged: OnDamaged,
  since: Date | null = null,
): AsyncIterable<ShadowEntry> {
  return readLog(shadowFolder, shadowEntrySchema, onDamaged, since)
}
