import { resolve } from 'node:path'
import type { Command } from 'commander'
import { exitStatusOf, KnowledgeError } from '../../knowledge/errors.js'
import type { Clock, Logger } from '../../knowledge/ports.js'
import { fileFailureOr, storageFailureOr } from '../../knowledge/store/durable-file.js'
import { COMMON_LANGUAGE } from '../../knowledge/words/locale-files.js'
import type { Installation } from '../../training/installation.js'
import { logTo } from '../installation/logger.js'
import { systemClock } from '../installation/system-clock.js'
import { type Config, readConfig } from '../settings/config.js'
import { takesDataFolder } from './add-verb.js'
import { type ProgressDisplay, showProgress } from './progress.js'
import { createTerminal, describeFailure, type Terminal } from './terminal.js'
import { type CliWords, cliWords, nextSaid } from './words.js'

/** 0 done · 1 the answer is no · 2 bad usage or data · 70 a defect */
export type ExitStatus = 0 | 1 | 2 | 70

export type DataFolderUse = 'existing' | 'begun here' | 'read'

/** What every verb gets. */
export interface VerbContext {
  readonly config: Config
  readonly terminal: Terminal
  readonly progress: ProgressDisplay
  readonly logger: Logger
  readonly clock: Clock
  /** the texts in the operator's language */
  readonly words: CliWords
  /** whether the output is for a program */
  readonly json: boolean
  /**
   * Opens the installation on its data folder, which must exist unless the verb may create it. A verb that only reads also works on
   * a copy that it may not write to.
   *
   * @throws {KnowledgeError} as `openExistingDataFolder` and `openDataFolder` do
   */
  openInstallation(folder?: DataFolderUse): Promise<Installation>
}

/** Runs one verb's work; the status it returns becomes the exit status. */
export type RunVerb = (command: Command, work: (context: VerbContext) => Promise<ExitStatus>) => Promise<void>

/** @param setStatus receives the exit status */
export function verbRunner(setStatus: (status: ExitStatus) => void, words: CliWords): RunVerb {
  return async (command, work) => {
    const { json = false, data } = command.optsWithGlobals<{ json?: boolean; data?: string }>()
    const terminal = createTerminal(process)
    const progress = showProgress(process.stderr, words)
    const takesFolder = takesDataFolder(command)
    let config: Config | null = null
    try {
      config = readConfig(takesFolder ? { VENTANILLA_DATA: data } : {})
      const logger = commandLog(process.stderr, config, quieter(config.values.LOG_LEVEL))
      const clock = systemClock
      const settled = config
      const openInstallation = async (folder: DataFolderUse = 'existing') => {
        const folders = await import('../../knowledge/adapters/data-folder.js')
        const { createInstallation } = await import('../installation/installation.js')
        const open = {
          existing: folders.openExistingDataFolder,
          'begun here': folders.openDataFolder,
          read: folders.openDataFolderToRead,
        }[folder]
        return createInstallation(settled, { store: await open(settled.dataFolder, clock), clock, logger })
      }
      setStatus(await work({ config, terminal, progress, logger, clock, words, json, openInstallation }))
    } catch (thrown) {
      const error = config === null ? thrown : explained(thrown, config)
      progress.stop()
      terminal.say(describeFailure(error, json, words))
      setStatus(failureStatus(error))
    } finally {
      progress.stop()
    }
  }
}

/** Explains what the system refused: a file in the data folder that belongs to another user, too many open files, a failing disk. */
function explained(error: unknown, { dataFolder }: Config): unknown {
  const path = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : ''
  if (path.startsWith(resolve(dataFolder))) return fileFailureOr(error, path)
  return storageFailureOr(error, path === '' ? dataFolder : path)
}

/** A logger that gives next steps as commands. */
export function commandLog(
  stream: NodeJS.WriteStream,
  config: Config,
  level: string = config.values.LOG_LEVEL,
): Logger {
  return logTo(stream, config, { level, nextSaid: (step) => nextSaid(step, cliWords(COMMON_LANGUAGE)) })
}

function failureStatus(error: unknown): ExitStatus {
  if (!(error instanceof KnowledgeError)) return 70
  return exitStatusOf(error)
}

/** A verb prints itself what it did, so only warnings are logged, unless details were asked for. */
function quieter(level: string): string {
  return level === 'info' ? 'warn' : level
}
