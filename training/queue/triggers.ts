import { createHash } from 'node:crypto'
import type { DriftSignal, DriftVerdict } from '../../evaluation/drift/detect-drift.js'
import type { JobFields, JobRequest, Trigger } from './job.js'
import type { JobQueue, Submitted } from './job-queue.js'

const SCHEDULE = 'retrain'

/**
 * A retraining includes everything approved by then, whatever triggered it, so waiting requests are merged. Requests by
 * different authors are not merged, because the author of a version must not be the one who promotes it.
 *
 * @param payload `author`, and `authorAccount` where they have one: who answers for the content, if anybody does
 */
export function retrainJobRequest(trigger: Trigger, askedBy: string, payload: JobFields = {}): JobRequest {
  const dedupeKey = typeof payload.author === 'string' ? `retrain-by-${shortHash(whoIs(payload))}` : 'retrain'
  return { kind: 'retrain', trigger, askedBy, dedupeKey, payload }
}

/**
 * Schedules retraining by a cron pattern, or removes the schedule.
 *
 * @throws {KnowledgeError} BAD_INPUT when the pattern or the time zone is invalid
 */
export async function scheduleRetrain(queue: JobQueue, cron: string | null, timeZone = 'UTC'): Promise<void> {
  if (cron === null) await queue.unschedule(SCHEDULE)
  else await queue.schedule({ name: SCHEDULE, cron, timeZone, request: retrainJobRequest('schedule', 'schedule') })
}

/**
 * Retrains once enough drafts have been approved.
 *
 * @param approvedCount drafts approved since the last retraining
 * @param threshold number of drafts from which to retrain; 0 = never automatically
 * @returns null when there are too few
 */
export async function onCurationApproved(
  queue: JobQueue,
  approvedCount: number,
  threshold: number,
): Promise<Submitted | null> {
  if (threshold === 0 || approvedCount < threshold) return null
  return queue.submit(retrainJobRequest('curation', 'curation', { approved: approvedCount }))
}

/**
 * Retrains when drift raises an alarm; not again while the same signals stay in alarm.
 *
 * @param before the signals that were in alarm at the previous check
 * @returns null when no signal is newly in alarm
 */
export async function onDrift(
  queue: JobQueue,
  verdict: DriftVerdict,
  before: readonly DriftSignal[] = [],
): Promise<Submitted | null> {
  const fired = verdict.alarms.filter((signal) => !before.includes(signal))
  if (fired.length === 0) return null
  return queue.submit(retrainJobRequest('drift', 'drift', { signals: fired }))
}

/** Two people with the same name differ by their accounts. */
function whoIs({ author, authorAccount }: JobFields): string {
  return typeof authorAccount === 'string' ? `${author}\n${authorAccount}` : String(author)
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
