import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode, KnowledgeError } from '../../knowledge/errors.js'
import type { Job } from '../../training/queue/job.js'
import type { JobQueue } from '../../training/queue/port.js'
import { retrainJob } from '../../training/queue/triggers.js'
import { openJobQueue } from '../installation/job-queue.js'
import { retrainFailure } from '../jobs/retrain-job.js'
import { retrainedSchema } from '../jobs/retrain-messages.js'
import type { VerbContext } from './verb.js'

const LOOK_EVERY_MS = 250
/** A worker at rest looks every second; who waits longer should hear why. */
const WORKER_MISSING_MS = 5_000

/** What came of a retraining that was asked for; null when its end was not waited for. */
export type QueuedRetraining = ReturnType<typeof retrainedSchema.parse> | null

/**
 * Asks for a retraining and, unless told otherwise, shows how far it has come until it has ended. Breaking off does not stop
 * the job.
 *
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE, also when only watching is not possible any more, or the one the job failed with
 */
export async function retrainByQueue(
  context: VerbContext,
  author: string | null,
  wait: boolean,
): Promise<QueuedRetraining> {
  const { openStore, config, clock, logger, terminal, json } = context
  const store = await openStore()
  const queue = await openJobQueue({ config, store, clock, logger })
  try {
    const { job, merged } = await queue.submit(
      retrainJob('manual', author ?? 'operator', author === null ? {} : { author }),
    )
    if (!wait && json) terminal.printJson({ job: job.id, merged })
    else terminal.say(`${job.id} ${merged ? 'waits already; this request was merged into it' : 'was asked for'}`)
    if (!wait) return null
    const ended = await endOf(queue, job.id, context).catch((error: unknown) => {
      throw errorCode(error) === 'QUEUE_UNAVAILABLE' ? lostSight(job.id, error) : error
    })
    if (ended.state.kind !== 'done') throw failureOfEnded(ended)
    return retrainedSchema.parse(ended.state.result)
  } finally {
    await queue.close()
  }
}

async function endOf(queue: JobQueue, id: string, { terminal, progress }: VerbContext): Promise<Job> {
  const beganMs = performance.now()
  let warned = false
  for (;;) {
    const job = await queue.inspect(id)
    if (job === null)
      throw retrainFailure({ code: 'BAD_INPUT', message: `${id} was taken away`, hint: 'ask for it again' })
    const { state, begun } = job
    if (state.kind === 'done' || state.kind === 'failed') return job
    if (state.kind === 'running' && state.progress !== null) {
      progress.report(state.progress.step, state.progress.done, state.progress.total)
    }
    if (!warned && begun === 0 && performance.now() - beganMs > WORKER_MISSING_MS && !(await somethingRuns(queue))) {
      warned = true
      terminal.say('no worker has taken it up yet; start one with: ventanilla serve, or: ventanilla worker')
    }
    await sleep(LOOK_EVERY_MS)
  }
}

/** The job was taken on: whoever watched must not take a Redis that is away for a request that failed. */
function lostSight(id: string, cause: unknown): KnowledgeError {
  const why = cause instanceof Error ? `${cause.message}: ` : ''
  return new KnowledgeError(
    'QUEUE_UNAVAILABLE',
    `${why}${id} cannot be watched any more; it is kept, and is worked on when Redis is back`,
    'do not ask again; once Redis is back, see what came of it with: ventanilla jobs',
    { cause },
  )
}

async function somethingRuns(queue: JobQueue): Promise<boolean> {
  return (await queue.list()).some(({ state }) => state.kind === 'running')
}

function failureOfEnded({ id, state }: Job): Error {
  if (state.kind === 'failed') return retrainFailure(state.failure)
  return new Error(`${id} ended in an unknown way`)
}
