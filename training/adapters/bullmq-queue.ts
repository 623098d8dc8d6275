import { type Job as BullJob, Queue, UnrecoverableError, WaitingError, Worker } from 'bullmq'
import type { Clock } from '../../knowledge/ports.js'
import { byCodeUnit } from '../../knowledge/text/by-code-unit.js'
import { parseSchedule } from '../queue/cron.js'
import { fieldsSchema, type Job, type JobRequest, jobRequestSchema, parseJobRequest } from '../queue/job.js'
import { newJobId, scheduledJobId } from '../queue/job-id.js'
import type { Cancellation, JobHandler, JobQueue, JobWorker, Schedule, Submitted } from '../queue/job-queue.js'
import { latestProgress } from '../queue/latest-progress.js'
import type { QueueOptions } from '../queue/queue-options.js'
import {
  ATTEMPT_FAILED,
  DEFAULT_RETRY,
  failureOf,
  isLastAttempt,
  isWorthRetrying,
  JOB_FAILED,
  MOST_STALLS,
  type RetryPolicy,
  retryDelayMs,
} from '../queue/retry.js'
import { type JobData, jobData, jobFrom, keepFailure } from './bullmq-job.js'
import { asUnavailable, connectRedis, isOutage } from './redis-connection.js'
import { withinGrace } from './within-grace.js'

export interface BullmqQueueOptions extends QueueOptions {
  /** e.g. `redis://user:password@host:6379/0` */
  readonly url: string
}

const PREFIX = 'ventanilla'
const KEPT_FINISHED = 100
/** BullMQ's message when too many workers have died on one job. */
const STALLED_WORDS = /^job stalled more than/
const ALL_STATES = ['waiting', 'delayed', 'active', 'completed', 'failed'] as const

/**
 * A queue on Redis. Producers and workers on several machines may share it (all of them on one data folder).
 *
 * Only as durable as Redis: with `appendonly yes` and the usual flush each second, a killed Redis loses up to a second of its
 * newest jobs, and may hand out a job again that a worker took in that second.
 *
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE when Redis is unreachable, refuses the login or is older than 6.2
 */
export async function openBullmqQueue(options: BullmqQueueOptions): Promise<JobQueue> {
  const { url, knowledgeBase, clock, logger } = options
  const retry = options.retry ?? DEFAULT_RETRY
  const connection = await connectRedis(url, 'asker', logger)
  const shared = { connection, prefix: PREFIX, skipVersionCheck: true }
  const jobs = new Queue<JobData>(knowledgeBase, shared)
  // Scheduled moments have their own queue, because they must not wait behind a running job.
  const moments = new Queue(momentsQueue(knowledgeBase), shared)
  for (const queue of [jobs, moments]) queue.on('error', () => undefined)
  const workers = new Set<JobWorker>()

  const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask()
    } catch (error) {
      throw asUnavailable(error, url)
    }
  }
  const view = (job: BullJob): Promise<Job | null> => asking(() => viewJob(jobs, job, knowledgeBase))
  const inspect = async (id: string): Promise<Job | null> => {
    const job = await jobs.getJob(id)
    return job === undefined ? null : view(job)
  }
  const add = async (request: JobRequest, id: string): Promise<Submitted> => {
    const data = jobData(request, clock.now())
    const { kind, dedupeKey } = request
    const added = await jobs.add(kind, data, {
      jobId: id,
      deduplication: { id: dedupeKey },
      attempts: retry.attempts,
      backoff: { type: 'exponential', delay: retry.firstDelayMs },
      removeOnComplete: { count: KEPT_FINISHED },
      removeOnFail: { count: KEPT_FINISHED },
      stackTraceLimit: 0,
    })
    const merged = added.id !== id
    const { trigger, askedBy, at } = data
    if (merged && added.id !== undefined) {
      await jobs.addJobLog(added.id, JSON.stringify({ trigger, askedBy, at }))
    }
    const job = await inspect(added.id ?? id)
    // Null only when the job merged into has since finished and dropped out of the last hundred.
    return job === null ? add(request, id) : { job, merged }
  }

  const close = async () => {
    await Promise.all([...workers].map((worker) => worker.stop()))
    await Promise.all([jobs.close(), moments.close()])
    connection.disconnect()
  }

  try {
    await asking(() => jobs.setGlobalConcurrency(1))
  } catch (error) {
    await close()
    throw error
  }
  return {
    knowledgeBase,
    async submit(request) {
      const asked = parseJobRequest(request)
      return asking(() => add(asked, newJobId(asked.kind, clock)))
    },
    inspect: (id) => asking(() => inspect(id)),
    list: () =>
      asking(async () => {
        const found = await Promise.all((await jobs.getJobs([...ALL_STATES])).map(view))
        return found.filter((job) => job !== null).sort((a, b) => byCodeUnit(firstAsk(a), firstAsk(b)))
      }),
    cancel: (id) => asking(() => cancelJob(jobs, id)),
    async schedule(schedule) {
      const wanted = parseSchedule(schedule)
      return asking(() => setSchedule(moments, wanted))
    },
    unschedule: (name) => asking(() => moments.removeJobScheduler(name)),
    schedules: () =>
      asking(async () =>
        (await moments.getJobSchedulers()).map(({ key, pattern = '', tz = 'UTC', next = 0, template }) => ({
          name: key,
          cron: pattern,
          timeZone: tz,
          request: jobRequestSchema.parse(template?.data),
          nextAt: new Date(next).toISOString(),
        })),
      ),
    async work(handler) {
      const worker = await startWorker({ ...options, retry }, handler, {
        view,
        lossOf: (id) => asking(() => lossOf(jobs, id)),
        onMoment: async (name, request, moment) => {
          await add(parseJobRequest(request), scheduledJobId(request.kind, name, moment))
        },
      })
      workers.add(worker)
      return worker
    },
    close,
  }
}

interface WorkerSurroundings {
  readonly view: (job: BullJob) => Promise<Job | null>
  /** why a worker has lost the job that it works on, for the log */
  readonly lossOf: (id: string) => Promise<string>
  readonly onMoment: (schedule: string, request: JobRequest, moment: Date) => Promise<void>
}

async function startWorker(
  options: BullmqQueueOptions & { readonly retry: RetryPolicy },
  handler: JobHandler,
  { view, lossOf, onMoment }: WorkerSurroundings,
): Promise<JobWorker> {
  const { url, knowledgeBase, clock, logger, retry, lostAfterMs = 60_000, stopGraceMs = 8_000 } = options
  const connection = await connectRedis(url, 'worker', logger)
  let underWay: { readonly id: string | undefined; readonly controller: AbortController } | null = null
  let stopping = false

  const attempt = async (taken: BullJob, token?: string) => {
    const controller = new AbortController()
    underWay = { id: taken.id, controller }
    if (stopping) controller.abort()
    const progress = latestProgress(clock, (latest) => taken.updateProgress(latest))
    try {
      // From here on the job may read its input, so a later request needs a job of its own.
      await taken.removeDeduplicationKey()
      const job = await view(taken)
      if (job === null) throw new Error('the job disappeared while a worker took it')
      const handled = await handler(job, { signal: controller.signal, report: progress.report })
      if (handled.kind === 'done') return fieldsSchema.parse(handled.result)
    } catch (error) {
      const fields = { err: error, job: taken.id, attempt: taken.attemptsStarted }
      if (isLastAttempt(error, taken.attemptsMade + 1, retry)) logger.error(fields, JOB_FAILED)
      else logger.warn(fields, ATTEMPT_FAILED)
      throw failedAttempt(error, taken.attemptsMade + 1, retry, clock)
    } finally {
      underWay = null
      await progress.end()
    }
    await taken.moveToWait(token)
    throw new WaitingError()
  }

  const shared = {
    connection,
    prefix: PREFIX,
    skipVersionCheck: true,
    lockDuration: lostAfterMs,
    stalledInterval: lostAfterMs / 2,
    maxStalledCount: MOST_STALLS,
    runRetryDelay: 2_000,
  }
  const worker = new Worker(knowledgeBase, attempt, shared)
  const ticker = new Worker(
    momentsQueue(knowledgeBase),
    async ({ id = '', data, repeatJobKey = '' }) =>
      onMoment(repeatJobKey, data, new Date(Number(id.split(':').at(-1)))),
    shared,
  )
  worker.on('failed', (job, error) => {
    if (STALLED_WORDS.test(error.message)) logger.error({ code: 'JOB_STALLED', job: job?.id }, JOB_FAILED)
  })
  worker.on('lockRenewalFailed', (ids) => {
    const { id = '', controller } = underWay ?? {}
    if (!ids.includes(id)) return
    controller?.abort()
    lossOf(id)
      .catch(() => 'the running job could not be kept, and Redis does not say why')
      .then((loss) => logger.warn({ job: id }, `${loss}; this worker ends it`))
  })
  for (const each of [worker, ticker]) {
    // The connection logs outages, once each.
    each.on('error', (error) => {
      if (!isOutage(error)) logger.warn({ err: error }, 'the job queue reports an error')
    })
  }
  return {
    async stop() {
      stopping = true
      underWay?.controller.abort()
      const inTime = await withinGrace(Promise.all([worker.close(), ticker.close()]), stopGraceMs)
      if (!inTime)
        logger.warn({ graceMs: stopGraceMs }, 'the running job did not end in time; another worker takes it over later')
      connection.disconnect()
    },
  }
}

/** The error that BullMQ stores. It would store the message and stack of any other error. */
function failedAttempt(error: unknown, failures: number, retry: RetryPolicy, clock: Clock): Error {
  const failure = failureOf(error)
  if (!isWorthRetrying(error)) return new UnrecoverableError(keepFailure({ failure, dueAt: null }))
  const dueAt = new Date(clock.now().getTime() + retryDelayMs(retry, failures)).toISOString()
  return new Error(keepFailure({ failure, dueAt }))
}

async function viewJob(jobs: Queue<JobData>, job: BullJob, knowledgeBase: string): Promise<Job | null> {
  const id = job.id ?? ''
  const [state, { logs }] = await Promise.all([jobs.getJobState(id), jobs.getJobLogs(id)])
  return jobFrom(job, state, logs, knowledgeBase)
}

async function lossOf(jobs: Queue<JobData>, id: string): Promise<string> {
  switch (await jobs.getJobState(id)) {
    case 'unknown':
      return 'Redis no longer has the running job: it was emptied, or has lost its data'
    case 'active':
      return 'another worker has taken over, because this one did not report for too long'
    default:
      return 'the running job waits for a worker again, because this one did not report for too long'
  }
}

async function cancelJob(jobs: Queue<JobData>, id: string): Promise<Cancellation> {
  const state = await jobs.getJobState(id)
  if (state === 'unknown') return 'unknown'
  if (state === 'completed' || state === 'failed') return 'finished'
  if (state === 'active') return 'running'
  // A worker that takes the job at this moment holds its lock, and the job stays.
  return (await jobs.remove(id)) === 1 ? 'cancelled' : 'running'
}

/** An unchanged schedule is left alone: setting it again would drop a moment that passed while no worker ran. */
async function setSchedule(moments: Queue, { name, cron, timeZone, request }: Schedule): Promise<void> {
  const known = await moments.getJobScheduler(name)
  const same = known?.pattern === cron && known.tz === timeZone
  if (same && JSON.stringify(known.template?.data) === JSON.stringify(request)) return
  await moments.upsertJobScheduler(
    name,
    { pattern: cron, tz: timeZone },
    {
      name: 'moment',
      data: request,
      opts: { attempts: 10, backoff: { type: 'exponential', delay: 1_000 }, removeOnComplete: true, removeOnFail: 10 },
    },
  )
}

function momentsQueue(knowledgeBase: string): string {
  return `${knowledgeBase}.schedule`
}

function firstAsk({ asks }: Job): string {
  return asks[0]?.at ?? ''
}
