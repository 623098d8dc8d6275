import { setTimeout as sleep } from 'node:timers/promises'
import { KnowledgeError } from '../../knowledge/errors.js'
import { type Person, storedAuthor } from '../../knowledge/person.js'
import type { Progress } from '../../knowledge/ports.js'
import type { Installation } from '../installation.js'
import type { Job } from '../queue/job.js'
import type { JobQueue, Submitted } from '../queue/job-queue.js'
import { errorOf } from '../queue/retry.js'
import { retrainJobRequest } from '../queue/triggers.js'
import { withQueue } from '../queue/with-queue.js'
import { type Retrained, retrainedSchema } from './run/retrained.js'

const LOOK_EVERY_MS = 250
/** An idle worker looks every second; after this time the caller is told that no worker runs. */
const WORKER_MISSING_MS = 5_000

/**
 * Queues a retraining for a worker.
 *
 * @param request `author`: who answers for the content; null = not given
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE, DISK_FULL; the job was then not accepted
 */
export async function queueRetraining(
  { openQueue }: Pick<Installation, 'openQueue'>,
  { author }: { readonly author: Person | null },
): Promise<Submitted> {
  return withQueue(openQueue, (queue) =>
    queue.submit(
      retrainJobRequest('manual', author?.name ?? 'operator', author === null ? {} : { ...storedAuthor(author) }),
    ),
  )
}

export interface Following {
  readonly onProgress: Progress
  /** called once when no worker has started the job for a while and no other job runs */
  readonly onUntaken: () => void
}

/**
 * Watches a retraining job until it ends. Ending the watch does not stop the job.
 *
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE when the job can no longer be watched, or the error of the job
 */
export async function followRetraining(
  { openQueue }: Pick<Installation, 'openQueue'>,
  { id }: { readonly id: string },
  following: Following,
): Promise<Retrained> {
  const ended = await withQueue(openQueue, (queue) => endOf(queue, id, following)).catch((error: unknown) => {
    throw error instanceof KnowledgeError && error.code === 'QUEUE_UNAVAILABLE' ? lostSight(id, error) : error
  })
  if (ended.state.kind === 'done') return retrainedSchema.parse(ended.state.result)
  throw ended.state.kind === 'failed' ? errorOf(ended.state.failure) : new Error(`${id} ended in an unknown way`)
}

async function endOf(queue: JobQueue, id: string, { onProgress, onUntaken }: Following): Promise<Job> {
  const beganMs = performance.now()
  let told = false
  for (;;) {
    const job = await queue.inspect(id)
    if (job === null) throw new KnowledgeError('BAD_INPUT', { what: 'job-taken-away', id }, { do: 'ask-again' })
    const { state, begun } = job
    if (state.kind === 'done' || state.kind === 'failed') return job
    if (state.kind === 'running' && state.progress !== null) {
      onProgress(state.progress.step, state.progress.done, state.progress.total)
    }
    if (!told && begun === 0 && performance.now() - beganMs > WORKER_MISSING_MS && !(await somethingRuns(queue))) {
      told = true
      onUntaken()
    }
    await sleep(LOOK_EVERY_MS)
  }
}

/** The job was accepted: the caller must not mistake an unreachable Redis for a failed request. */
function lostSight(id: string, cause: KnowledgeError): KnowledgeError {
  const words = (language: string) => ({ why: cause.messageIn(language) })
  return new KnowledgeError('QUEUE_UNAVAILABLE', { what: 'lost-sight', id }, { do: 'wait-for-redis' }, { cause, words })
}

async function somethingRuns(queue: JobQueue): Promise<boolean> {
  return (await queue.list()).some(({ state }) => state.kind === 'running')
}
