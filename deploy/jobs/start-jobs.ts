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
  /** Hands back the job under way and lets go of the queue. */
  stop(): Promise<void>
}

type WorkedFor = Pick<Installation, 'logger' | 'openQueue'>

const TRY_AGAIN_MS = 15_000
const KEEP_SCHEDULE_MS = 60_000

/**
 * Works on the jobs of this installation, and keeps its schedule.
 *
 * @param keepScheduleMs how often the schedule is set again: a Redis that restarts without its data has none
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
    // That the queue is away is told of by whoever holds its connection.
    if (errorCode(error) !== 'QUEUE_UNAVAILABLE') logger.warn({ err: error }, 'the schedule cannot be kept for now')
  }
}

/** As `startJobs`, for a server whose answers must not wait for the queue: while that is unavailable it tries again. */
export function startJobsBeside(config: Config, installation: WorkedFor): RunningJobs {
  const { logger } = installation
  const stopping = new AbortController()
  const begin = async (): Promise<RunningJobs | null> => {
    while (!stopping.signal.aborted) {
      try {
        return await startJobs(config, installation)
      } catch (error) {
        if (errorCode(error) === null) throw error
        logger.error({ err: error }, 'no job can be worked on for now; citizens are answered all the same')
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
