import { onDrift } from '../../training/queue/triggers.js'
import type { DriftParts } from '../../training/release/drift-check.js'
import { openJobQueue, type QueueSurroundings } from './job-queue.js'

/** Asks for a retraining when drift fires, where the operator configured it; otherwise the note to the editors is all. */
export function retrainOnDrift(surroundings: QueueSurroundings): DriftParts['retrain'] {
  if (!surroundings.config.values.DRIFT_RETRAIN) return null
  return async (verdict, before) => {
    const queue = await openJobQueue(surroundings)
    try {
      await onDrift(queue, verdict, before)
    } finally {
      await queue.close()
    }
  }
}
