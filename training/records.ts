import type { KnowledgeError } from '../knowledge/errors.js'
import type { Logger } from '../knowledge/ports.js'
import { forgetAsked } from '../knowledge/records/asked/follow-asked.js'
import { FEEDBACK, type FeedbackEntry, type FeedbackInput, feedbackRecorder } from '../knowledge/records/feedback.js'
import type { Recorder } from '../knowledge/records/recorder.js'
import { TURNS, type TurnEntry, type TurnInput, turnRecorder } from '../knowledge/records/turns.js'
import {
  UNANSWERED,
  type UnansweredEntry,
  type UnansweredInput,
  unansweredRecorder,
} from '../knowledge/records/unanswered.js'
import type { LostLock } from '../knowledge/store/lock.js'
import type { AppendLog, LogKind, LogWriter } from '../knowledge/store/log.js'
import type { Store } from '../knowledge/store/store.js'
import { SHADOW, type ShadowEntry } from '../knowledge/traffic/shadow-entry.js'
import type { Installation } from './installation.js'

/** The logs that the one server of a data folder writes. */
export interface Records {
  readonly unanswered: Recorder<UnansweredInput>
  readonly turns: Recorder<TurnInput>
  readonly feedback: Recorder<FeedbackInput>
  readonly shadow: AppendLog<ShadowEntry>
  readonly logs: readonly Pick<AppendLog<unknown>, 'dropBefore'>[]
  /** why this server cannot write all its logs now; null while it can */
  loss(): LostLock | null
  close(): Promise<void>
}

/** @throws {KnowledgeError} DATA_FOLDER_BUSY while another server writes here, DISK_FULL */
export async function openRecords({
  store,
  clock,
  logger,
}: Pick<Installation, 'store' | 'clock' | 'logger'>): Promise<Records> {
  const opened: { close(): Promise<void> }[] = []
  const lost = new Map<string, LostLock>()
  const close = async () => {
    for (const log of opened.splice(0)) await log.close()
  }
  const open = async <T>(kind: LogKind<T>, more: Pick<LogWriter, 'beforeDrop'> = {}): Promise<AppendLog<T>> => {
    const onWriter = (loss: LostLock | null) =>
      void (loss === null ? lost.delete(kind.name) : lost.set(kind.name, loss))
    const log = await store.log(kind).open({ clock, logger, onWriter, ...more })
    opened.push(log)
    return log
  }
  try {
    const unanswered = await open(UNANSWERED, { beforeDrop: (names) => forgetAsked(store, names) })
    const turns = await open(TURNS)
    const feedback = await open(FEEDBACK)
    const shadow = await open(SHADOW)
    const dropUnanswered = async (date: Date) => {
      await unanswered.dropBefore(date)
      // Somebody who was reading it may have written down again what is gone now.
      await forgetAsked(store, [])
    }
    return {
      unanswered: unansweredRecorder(unanswered),
      turns: turnRecorder(turns),
      feedback: feedbackRecorder(feedback),
      shadow,
      logs: [{ dropBefore: dropUnanswered }, turns, feedback, shadow],
      loss: () => lost.values().next().value ?? null,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Called for each entry that cannot be read; reading continues. */
export type OnDamaged = (damage: KnowledgeError) => void

/** Reports damaged entries to the operator's log. */
export function toLog(logger: Logger): OnDamaged {
  return ({ code, message }) => logger.warn({ code }, message)
}

/** Every unanswered question on disk, oldest first. */
export function readUnanswered(store: Store, onDamaged: OnDamaged): AsyncIterable<UnansweredEntry> {
  return store.log(UNANSWERED).read({ onDamaged })
}

/**
 * The turns on disk, oldest first.
 *
 * @param since skips turns of earlier days; null = all
 */
export function readTurns(store: Store, onDamaged: OnDamaged, since: Date | null = null): AsyncIterable<TurnEntry> {
  return store.log(TURNS).read({ onDamaged, since })
}

/** The votes on answers, oldest first; `since` as for turns. */
export function readFeedback(
  store: Store,
  onDamaged: OnDamaged,
  since: Date | null = null,
): AsyncIterable<FeedbackEntry> {
  return store.log(FEEDBACK).read({ onDamaged, since })
}

/** The comparisons with the shadow challenger, oldest first; `since` as for turns. */
export function readShadow(store: Store, onDamaged: OnDamaged, since: Date | null = null): AsyncIterable<ShadowEntry> {
  return store.log(SHADOW).read({ onDamaged, since })
}
