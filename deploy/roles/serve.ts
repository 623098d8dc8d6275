import { openDataFolder } from '../../knowledge/adapters/data-folder.js'
import type { Clock, Logger, Progress } from '../../knowledge/ports.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import { ensureChampion } from '../../training/editing/ensure-champion.js'
import { adaptationProblem } from '../installation/encoder-to-adapt.js'
import { createInstallation } from '../installation/installation.js'
import { startJobsBeside } from '../jobs/start-jobs.js'
import type { Config } from '../settings/config.js'
import { institutionConcern, institutionWarning } from '../settings/institution.js'
import type { SettingValues } from '../settings/settings.js'
import { startAnswering } from './public-server.js'
import { runUntilStopped } from './run-until-stopped.js'
import type { TellNews } from './server-news.js'

export interface Serve {
  readonly config: Config
  readonly clock: Clock
  readonly logger: Logger
  readonly tell: TellNews
  readonly onProgress: Progress
}

/**
 * Runs the public server until it is stopped.
 *
 * @returns the exit status
 * @throws {KnowledgeError} when it cannot start
 */
export async function serve({ config, clock, logger, tell, onProgress }: Serve): Promise<0 | 70> {
  const store = await openDataFolder(config.dataFolder, clock)
  const installation = createInstallation(config, { store, clock, logger })
  const first = await ensureChampion(installation, {
    onSample: (pairs) => tell({ kind: 'sample-imported', pairs }),
    onProgress,
  })
  if (first !== null) tell({ kind: 'first-champion', version: first })
  const running = await startAnswering(config, installation)
  const { champion } = await readAliases(store)
  logger.info({ url: running.url, version: champion }, 'ready')
  tellConcerns(config.values, { logger, tell })
  const localOnly = config.values.MICROSOFT_APP_ID === null
  tell({ kind: 'answers', url: running.url, dataFolder: config.dataFolder, localOnly })
  const jobs = worksToo(config) ? startJobsBeside(config, installation) : null
  const stop = async () => {
    await Promise.all([running.stop(), jobs?.stop()])
  }
  return runUntilStopped({ stop, logger, onStopping: () => tell({ kind: 'stopping' }) })
}

function worksToo({ values }: Config): boolean {
  return values.REDIS_URL === null || values.VENTANILLA_ROLES.includes('worker')
}

function tellConcerns(values: SettingValues, { logger, tell }: Pick<Serve, 'logger' | 'tell'>): void {
  const institution = institutionConcern(values)
  if (institution !== null) {
    logger.warn({}, institutionWarning(institution))
    tell(institution)
  }
  const error = adaptationProblem(values)
  if (error !== null) {
    logger.warn({}, `no retraining can begin: ${error.message}`)
    tell({ kind: 'adaptation-impossible', error })
  }
}
