import { plain } from '../../deploy/cli/terminal.js'
import type { VerbContext } from '../../deploy/cli/verb.js'
import { openJobQueue } from '../../deploy/installation/job-queue.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Store } from '../../knowledge/store/store.js'
import { onCurationApproved } from '../queue/triggers.js'
import type { CurationDesk } from './desk.js'

/** Counts approvals towards the next retraining, and asks for it once there are enough (RETRAIN_AFTER_APPROVALS). */
export function retrainAfterApproval(context: VerbContext, store: Store): CurationDesk['onApproved'] {
  const { config, clock, logger, terminal } = context
  const threshold = config.values.RETRAIN_AFTER_APPROVALS
  return async (approved) => {
    if (threshold === 0 || approved < threshold) {
      terminal.say(`${approved} approved since the last retraining; next: ventanilla retrain`)
      return
    }
    try {
      const queue = await openJobQueue({ config, store, clock, logger })
      try {
        const submitted = await onCurationApproved(queue, approved, threshold)
        if (submitted !== null) terminal.say(`${approved} approved: a retraining is asked for (${submitted.job.id})`)
      } finally {
        await queue.close()
      }
    } catch (error) {
      // The approval stands; the next one asks again.
      if (!(error instanceof KnowledgeError)) throw error
      terminal.say(plain(`warning [${error.code}] no retraining could be asked for: ${error.message}`))
    }
  }
}
