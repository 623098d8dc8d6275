import { openDataFolder } from '../../knowledge/adapters/data-folder.js'
import { authorOf } from '../../knowledge/person.js'
import { failureOf } from '../../training/queue/retry.js'
import { retrain } from '../../training/retrain/retrain.js'
import { createInstallation } from '../installation/installation.js'
import { logTo } from '../installation/logger.js'
import { systemClock } from '../installation/system-clock.js'
import { readConfig } from '../settings/config.js'
import { type RetrainNews, type RetrainOrder, retrainOrderSchema } from './retrain-messages.js'

/**
 * One retraining in a process of its own, so that its long steps block neither a server's answers nor a worker's signs of
 * life, and its death takes nothing along. Ends with its parent, or when that closes the channel: the run is gone on with
 * another time from its last finished step.
 */
// Ctrl-C reaches every process at the terminal; what becomes of the job is the parent's to say.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined)
process.once('disconnect', () => process.exit(0))
process.once('message', (message) => void carryOut(retrainOrderSchema.parse(message)))

async function carryOut({ dataFolder, trigger, ...order }: RetrainOrder): Promise<void> {
  const config = readConfig({ VENTANILLA_DATA: dataFolder })
  const logger = logTo(process.stderr, config)
  try {
    const store = await openDataFolder(config.dataFolder, systemClock)
    const installation = createInstallation(config, { store, clock: systemClock, logger })
    const request = { author: authorOf(order), trigger, resume: 'same-inputs' } as const
    const retrained = await retrain(installation, request, (step, done, total) =>
      tell({ kind: 'progress', progress: { step, done, total } }),
    )
    tell({ kind: 'retrained', retrained })
  } catch (error) {
    // The parent learns only what may be kept; the frames of a defect go to the log from here.
    logger.warn({ err: error }, 'the retraining failed')
    tell({ kind: 'failed', failure: failureOf(error) })
  }
  process.disconnect()
}

function tell(news: RetrainNews): void {
  process.send?.(news)
}
