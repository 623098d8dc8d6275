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
 * One retraining in a process of its own, so that its long steps block neither a server's answers nor a worker's heartbeats, and a crash
 * stops nothing else. It ends when its parent ends or closes the channel; a later run resumes it after the last finished step.
 */
// Ctrl-C reaches every process at the terminal, but the parent decides what happens to the job.
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
    // The parent gets only what may be stored; this process logs the stack frames of a defect.
    logger.warn({ err: error }, 'the retraining failed')
    tell({ kind: 'failed', failure: failureOf(error) })
  }
  process.disconnect()
}

function tell(news: RetrainNews): void {
  process.send?.(news)
}
