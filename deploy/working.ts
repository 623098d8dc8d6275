import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode } from '../knowledge/errors.js'
import { scheduleRetrain } from '../training/triggers.js'
import { openJobQueue, type QueueSurroundings } from './job-queue.js'
import { retrainJobHandler } from './retrain-job.js'

export interface Working {
  /** Hands back the job under way and lets go of the queue. */
  stop(): Promise<void>
}

const TRY_AGAIN_MS = 15_000

/**
 * Works on the jobs of this installation, and keeps its schedule.
 *
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE, BAD_INPUT
 */
export async function startWorking(surroundings: QueueSurroundings): Promise<Working> {
  const { config } = surroundings
  const queue = await openJobQueue(surroundings)
  try {
    await scheduleRetrain(queue, config.values.RETRAIN_SCHEDULE, config.values.RETRAIN_TIME_ZONE)
    await queue.work(retrainJobHandler(config.dataFolder))
    return { stop: queue.close }
  } catch (error) {
    await queue.close()
    throw error
  }
}

/** As `startWorking`, for a server whose answers must not wait for the queue: while that is unavailable it tries again. */
export function startWorkingBeside(surroundings: QueueSurroundings): Working {
  const { logger } = surroundings
  const stopping = new AbortController()
  const begin = async (): Promise<Working | null> => {
    while (!stopping.signal.aborted) {
      try {
        return await startWorking(surroundings)
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
