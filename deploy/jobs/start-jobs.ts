import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode } from '../../knowledge/errors.js'
import type { Logger } from '../../knowledge/ports.js'
import { poll } from '../../knowledge/store/poll.js'
import type { Installation } from '../../training/installation.js'
import type { JobQueue } from '../../training/queue/job-queue.js'
import { scheduleRetrain } from '../../training/queue/triggers.js'
import type { Config } from '../settings/config.js'
import { retrainJobHandler } from './retrain-job-handler.js'

export interface RunningJobs {
  /** Hands the job under way back and closes the queue. */
  stop(): Promise<void>
}

type WorkedFor = Pick<Installation, 'logger' | 'openQueue'>

const TRY_AGAIN_MS = 15_000
const KEEP_SCHEDULE_MS = 60_000

/**
 * Works on the jobs of this installation, and keeps its schedule set.
 *
 * @param keepScheduleMs interval at which the schedule is set again, as a Redis that restarts without its data loses it
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE, BAD_INPUT
 */
export async function startJobs(
  config: Config,
  { logger, openQueue }: WorkedFor,
  keepScheduleMs = KEEP_SCHEDULE_MS,
): Promise<RunningJobs> {
  const { RETRAIN_SCHEDULE: schedule, RETRAIN_TIME_ZONE: timeZone } = config.values
  const queue = await openQueue()
  try {
    await scheduleRetrain(queue, schedule, timeZone)
    await queue.work(retrainJobHandler(config.dataFolder, logger))
    if (schedule === null) return { stop: queue.close }
    const keeping = poll(() => keepSchedule(queue, schedule, timeZone, logger), keepScheduleMs)
    return {
      async stop() {
        await Promise.all([keeping.stop(), queue.close()])
      },
    }
  } catch (error) {
    await queue.close()
    throw error
  }
}

async function keepSchedule(queue: JobQueue, schedule: string, timeZone: string, logger: Logger): Promise<void> {
  try {
    await scheduleRetrain(queue, schedule, timeZone)
  } catch (error) {
    // The queue's own connection reports that it is unavailable.
    if (errorCode(error) !== 'QUEUE_UNAVAILABLE') logger.warn({ err: error }, 'the schedule cannot be kept for now')
  }
}

/** Like `startJobs`, for a server, which must answer without the queue: while the queue is unavailable it retries. */
export function startJobsBeside(config: Config, installation: WorkedFor): RunningJobs {
  const { logger } = installation
  const stopping = new AbortController()
  const begin = async (): Promise<RunningJobs | null> => {
    while (!stopping.signal.aborted) {
      try {
        return await startJobs(config, installation)
      } catch (error) {
        if (errorCode(error) === null) throw error
        logger.error({ err: error }, 'jobs cannot be worked on for now; citizens still get answers')
        await sleep(TRY_AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
    return null
  }
  const begun = begin()
  return {
    async stop() {
      stopping.abort()
      await (await begun)?.stop()
    },
  }
}
