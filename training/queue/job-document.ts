import { z } from 'zod'
import type { DocumentKind } from '../../knowledge/store/document.js'
import { nextMoment } from './cron.js'
import {
  askSchema,
  fieldsSchema,
  type Job,
  type JobFailure,
  type JobProgress,
  type JobRequest,
  type JobState,
  jobKindSchema,
  jobRequestSchema,
  jobStateSchema,
} from './job.js'
import { scheduledJobId } from './job-id.js'
import type { Cancellation, Schedule } from './job-queue.js'
import { MOST_STALLS, type RetryPolicy, retryDelayMs, stalledFailure } from './retry.js'

const KEPT_FINISHED = 100

const recordSchema = z
  .object({
    id: z.string(),
    kind: jobKindSchema,
    dedupeKey: z.string(),
    payload: fieldsSchema,
    asks: z.array(askSchema).min(1).readonly(),
    begun: z.number().int().nonnegative(),
    failures: z.number().int().nonnegative(),
    stalls: z.number().int().nonnegative(),
    state: jobStateSchema,
  })
  .readonly()
export type JobRecord = z.infer<typeof recordSchema>

/** Every job of a knowledge base, in the order of the requests, and its schedules. */
export const jobDocumentSchema = z
  .object({
    format: z.literal(1),
    jobs: z.array(recordSchema).readonly(),
    schedules: z
      .array(
        z
          .object({
            name: z.string(),
            cron: z.string(),
            timeZone: z.string(),
            request: jobRequestSchema,
            nextAt: z.iso.datetime(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly()
export type JobDocument = z.infer<typeof jobDocumentSchema>

export const NO_JOBS: JobDocument = { format: 1, jobs: [], schedules: [] }

/** How the store keeps the jobs when there is no queue server. */
export const JOBS: DocumentKind<JobDocument> = {
  name: 'jobs',
  schema: jobDocumentSchema,
  initial: NO_JOBS,
  ifDamaged: { do: 'restore-or-ask-again' },
}

interface Change<R> {
  readonly next: JobDocument
  readonly outcome: R
}

/** The job in the port's shape. */
export function jobOf({ failures, stalls, ...record }: JobRecord, knowledgeBase: string): Job {
  return { ...record, knowledgeBase }
}

/** Adds the job, or merges the request into a job that has not begun. Does nothing when a job with this id exists. */
export function submit(
  document: JobDocument,
  request: JobRequest,
  id: string,
  now: Date,
): Change<{ readonly record: JobRecord; readonly merged: boolean }> {
  const { kind, dedupeKey, payload, trigger, askedBy } = request
  const same = document.jobs.find((job) => job.id === id)
  if (same !== undefined) return { next: document, outcome: { record: same, merged: false } }
  const ask = { trigger, askedBy, at: now.toISOString() }
  const waiting = document.jobs.find((job) => job.dedupeKey === dedupeKey && job.begun === 0)
  if (waiting !== undefined) {
    const record = { ...waiting, asks: [...waiting.asks, ask] }
    return { next: replaced(document, record), outcome: { record, merged: true } }
  }
  const state: JobState = { kind: 'waiting', dueAt: null, failure: null }
  const record: JobRecord = { id, kind, dedupeKey, payload, asks: [ask], begun: 0, failures: 0, stalls: 0, state }
  return { next: { ...document, jobs: [...document.jobs, record] }, outcome: { record, merged: false } }
}

export function cancel(document: JobDocument, id: string): Change<Cancellation> {
  const job = document.jobs.find((record) => record.id === id)
  if (job === undefined) return { next: document, outcome: 'unknown' }
  if (job.state.kind === 'running') return { next: document, outcome: 'running' }
  if (job.state.kind !== 'waiting') return { next: document, outcome: 'finished' }
  return {
    next: { ...document, jobs: document.jobs.filter((record) => record !== job) },
    outcome: 'cancelled',
  }
}

/** Starts the first job that is due. */
export function takeUp(document: JobDocument, now: Date, retry: RetryPolicy): Change<JobRecord | null> {
  const job = document.jobs.find(({ state }) => state.kind === 'waiting' && isDue(state.dueAt, now, retry))
  if (job === undefined) return { next: document, outcome: null }
  const state: JobState = { kind: 'running', since: now.toISOString(), progress: null }
  const record = { ...job, begun: job.begun + 1, state }
  return { next: replaced(document, record), outcome: record }
}

/** When the clock was set back, a job must not wait longer than the longest retry delay. */
function isDue(dueAt: string | null, now: Date, retry: RetryPolicy): boolean {
  if (dueAt === null) return true
  const leftMs = new Date(dueAt).getTime() - now.getTime()
  return leftMs <= 0 || leftMs > retryDelayMs(retry, retry.attempts)
}

/** How an attempt ended. */
export type AttemptEnd =
  | { readonly kind: 'done'; readonly result: Job['payload'] }
  | { readonly kind: 'failed'; readonly failure: JobFailure; readonly worthRetrying: boolean }
  | { readonly kind: 'handed-back' }

/** Records the end of the running attempt. Does nothing when another worker has taken over. */
export function endAttempt(
  document: JobDocument,
  { id, begun }: JobRecord,
  end: AttemptEnd,
  now: Date,
  retry: RetryPolicy,
): JobDocument {
  const job = document.jobs.find((record) => record.id === id)
  if (job?.state.kind !== 'running' || job.begun !== begun) return document
  const at = now.toISOString()
  if (end.kind === 'done') return ended(document, { ...job, state: { kind: 'done', at, result: end.result } })
  if (end.kind === 'handed-back') {
    return replaced(document, { ...job, state: { kind: 'waiting', dueAt: null, failure: null } })
  }
  const { failure } = end
  const failures = job.failures + 1
  if (!end.worthRetrying || failures >= retry.attempts) {
    return ended(document, { ...job, failures, state: { kind: 'failed', at, failure } })
  }
  const dueAt = new Date(now.getTime() + retryDelayMs(retry, failures)).toISOString()
  return replaced(document, { ...job, failures, state: { kind: 'waiting', dueAt, failure } })
}

export function setProgress(document: JobDocument, { id, begun }: JobRecord, progress: JobProgress): JobDocument {
  const job = document.jobs.find((record) => record.id === id)
  if (job?.state.kind !== 'running' || job.begun !== begun) return document
  return replaced(document, { ...job, state: { ...job.state, progress } })
}

/** Puts jobs whose worker has died back in the queue. A job on which too many workers died fails. */
export function recoverStalled(document: JobDocument, now: Date): JobDocument {
  return document.jobs.reduce((current, job) => {
    if (job.state.kind !== 'running') return current
    const stalls = job.stalls + 1
    if (stalls <= MOST_STALLS) {
      return replaced(current, { ...job, stalls, state: { kind: 'waiting', dueAt: null, failure: null } })
    }
    const state: JobState = { kind: 'failed', at: now.toISOString(), failure: stalledFailure() }
    return ended(current, { ...job, stalls, state })
  }, document)
}

/** An unchanged schedule keeps its next moment, so that a moment missed while no worker ran is still made up for. */
export function setSchedule(document: JobDocument, schedule: Schedule, now: Date): JobDocument {
  const { name, cron, timeZone, request } = schedule
  const others = document.schedules.filter((known) => known.name !== name)
  const known = document.schedules.find((found) => found.name === name)
  if (known !== undefined && JSON.stringify({ ...known, nextAt: '' }) === JSON.stringify({ ...schedule, nextAt: '' })) {
    return document
  }
  const nextAt = nextMoment(schedule, now).toISOString()
  return { ...document, schedules: [...others, { name, cron, timeZone, request, nextAt }] }
}

export function removeSchedule(document: JobDocument, name: string): Change<boolean> {
  const schedules = document.schedules.filter((known) => known.name !== name)
  const outcome = schedules.length < document.schedules.length
  return { next: outcome ? { ...document, schedules } : document, outcome }
}

/** Submits the job of every schedule whose moment has come. */
export function keepSchedules(document: JobDocument, now: Date): JobDocument {
  return document.schedules.reduce((current, schedule) => keepSchedule(current, schedule, now), document)
}

function keepSchedule(document: JobDocument, schedule: JobDocument['schedules'][number], now: Date): JobDocument {
  const moment = new Date(schedule.nextAt)
  const following = nextMoment(schedule, now)
  const come = moment <= now
  // When the clock was set back, an earlier moment than the planned one is next.
  if (!come && moment <= following) return document
  const planned = { ...schedule, nextAt: following.toISOString() }
  const schedules = document.schedules.map((known) => (known.name === schedule.name ? planned : known))
  const next = { ...document, schedules }
  if (!come) return next
  return submit(next, schedule.request, scheduledJobId(schedule.request.kind, schedule.name, moment), now).next
}

function replaced(document: JobDocument, record: JobRecord): JobDocument {
  return { ...document, jobs: document.jobs.map((job) => (job.id === record.id ? record : job)) }
}

/** As `replaced`, and drops the oldest finished jobs. */
function ended(document: JobDocument, record: JobRecord): JobDocument {
  const next = replaced(document, record)
  const finished = next.jobs.filter(({ state }) => state.kind === 'done' || state.kind === 'failed')
  const dropped = new Set(finished.slice(0, Math.max(0, finished.length - KEPT_FINISHED)))
  return { ...next, jobs: next.jobs.filter((job) => !dropped.has(job)) }
}
