import { openDataFolder } from '../../knowledge/adapters/data-folder.js'
import type { Clock, Logger } from '../../knowledge/ports.js'
import { createInstallation } from '../installation/installation.js'
import { startJobs } from '../jobs/start-jobs.js'
import type { Config } from '../settings/config.js'
import { runUntilStopped } from './run-until-stopped.js'
import type { TellNews } from './server-news.js'

export interface WorkerRole {
  readonly config: Config
  readonly clock: Clock
  readonly logger: Logger
  readonly tell: TellNews
}

/**
 * Works on jobs only, until it is stopped.
 *
 * @returns the exit status
 * @throws {KnowledgeError} when it cannot start
 */
export async function runWorker({ config, clock, logger, tell }: WorkerRole): Promise<0 | 70> {
  const store = await openDataFolder(config.dataFolder, clock)
  const jobs = await startJobs(config, createInstallation(config, { store, clock, logger }))
  const { REDIS_URL: url, RETRAIN_SCHEDULE: schedule, RETRAIN_TIME_ZONE: timeZone } = config.values
  const queue = url === null ? 'data folder' : 'redis'
  logger.info({ queue, schedule }, 'ready')
  tell({
    kind: 'works',
    folder: url === null ? store.place : null,
    schedule: schedule === null ? null : { cron: schedule, timeZone },
  })
  return runUntilStopped({ stop: jobs.stop, logger, onStopping: () => tell({ kind: 'stopping' }) })
}
