import { openDataFolder } from '../../knowledge/adapters/data-folder.js'
import type { Clock, Logger, Progress } from '../../knowledge/ports.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import { ensureChampion } from '../../training/editing/ensure-champion.js'
import { adaptationWarning } from '../installation/encoder-to-adapt.js'
import { createInstallation } from '../installation/installation.js'
import { startJobsBeside } from '../jobs/start-jobs.js'
import type { Config } from '../settings/config.js'
import { institutionWarning } from '../settings/institution.js'
import { startAnswering } from './public-server.js'
import { runUntilStopped } from './shutdown.js'

export interface Serve {
  readonly config: Config
  readonly clock: Clock
  readonly logger: Logger
  /** one line for the person at the terminal */
  readonly say: (line: string) => void
  readonly onProgress: Progress
}

/**
 * Runs the public server until it is stopped.
 *
 * @returns the exit status
 * @throws {KnowledgeError} whatever keeps it from starting
 */
export async function serve({ config, clock, logger, say, onProgress }: Serve): Promise<0 | 70> {
  const store = await openDataFolder(config.dataFolder, clock)
  const installation = createInstallation(config, { store, clock, logger })
  const first = await ensureChampion(installation, {
    onSample: (pairs) => say(`first start: imported ${pairs} pairs of the sample knowledge base, a fictional register`),
    onProgress,
  })
  if (first !== null) say(`${first} is champion`)
  const running = await startAnswering(config, installation)
  const { champion } = await readAliases(store)
  logger.info({ url: running.url, version: champion }, 'ready')
  for (const warning of [institutionWarning(config.values), adaptationWarning(config.values)]) {
    if (warning === null) continue
    logger.warn({}, warning)
    say(`warning: ${warning}`)
  }
  for (const line of readyLines(running.url, config)) say(line)
  const jobs = worksToo(config) ? startJobsBeside(config, installation) : null
  const stop = async () => {
    await Promise.all([running.stop(), jobs?.stop()])
  }
  return runUntilStopped({ stop, logger, say })
}

function worksToo({ values }: Config): boolean {
  return values.REDIS_URL === null || values.VENTANILLA_ROLES.includes('worker')
}

function readyLines(url: string, { dataFolder, values }: Config): readonly string[] {
  const who = values.MICROSOFT_APP_ID === null ? ', clients on this machine only' : ''
  return [
    `ready: chat page      ${url}/`,
    `       health         ${url}/health/ready`,
    `       Bot Framework  ${url}/api/messages${who}`,
    `       data folder    ${dataFolder}`,
    'Ctrl-C stops it.',
  ]
}
