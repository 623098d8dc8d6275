import type { Store } from '../../knowledge/store/store.js'
import { parseSchedule } from '../queue/cron.js'
import { parseJobRequest } from '../queue/job.js'
import { cancel, JOBS, jobOf, removeSchedule, setSchedule, submit } from '../queue/job-document.js'
import { newJobId } from '../queue/job-id.js'
import type { JobQueue, JobWorker } from '../queue/job-queue.js'
import type { QueueOptions } from '../queue/queue-options.js'
import { DEFAULT_RETRY } from '../queue/retry.js'
import { startInlineWorker } from './inline-worker.js'

export interface InlineQueueOptions extends QueueOptions {
  readonly store: Store
}

/**
 * A queue without a server: one small document in the data folder, to which every process of this machine may add. The worker
 * that holds the lock there works. The others stand by, and one takes over when the holder stops or dies.
 */
export function openInlineQueue(options: InlineQueueOptions): JobQueue {
  const { store, knowledgeBase, clock, logger } = options
  const { retry = DEFAULT_RETRY, lostAfterMs = 60_000, stopGraceMs = 8_000 } = options
  const document = store.document(JOBS)
  const workers = new Set<JobWorker & { wake(): void }>()
  const wakeWorkers = () => {
    for (const worker of workers) worker.wake()
  }

  return {
    knowledgeBase,
    async submit(request) {
      const asked = parseJobRequest(request)
      const id = newJobId(asked.kind, clock)
      const { record, merged } = await document.update((current) => submit(current, asked, id, clock.now()))
      wakeWorkers()
      return { job: jobOf(record, knowledgeBase), merged }
    },
    async inspect(id) {
      const { jobs } = await document.read()
      const found = jobs.find((job) => job.id === id)
      return found === undefined ? null : jobOf(found, knowledgeBase)
    },
    async list() {
      const { jobs } = await document.read()
      return jobs.map((job) => jobOf(job, knowledgeBase))
    },
    cancel: (id) => document.update((current) => cancel(current, id)),
    async schedule(schedule) {
      const wanted = parseSchedule(schedule)
      await document.update((current) => ({ next: setSchedule(current, wanted, clock.now()), outcome: null }))
      wakeWorkers()
    },
    unschedule: (name) => document.update((current) => removeSchedule(current, name)),
    async schedules() {
      return (await document.read()).schedules
    },
    async work(handler) {
      const worker = startInlineWorker({
        document,
        acquire: (acquiring) => store.acquire('jobs-worker', acquiring),
        handler,
        knowledgeBase,
        clock,
        logger,
        retry,
        lostAfterMs,
        stopGraceMs,
      })
      workers.add(worker)
      return {
        async stop() {
          workers.delete(worker)
          await worker.stop()
        },
      }
    },
    async close() {
      await Promise.all([...workers].map((worker) => worker.stop()))
      workers.clear()
    },
  }
}
