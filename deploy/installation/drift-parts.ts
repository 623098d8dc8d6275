import type { KnowledgeError } from '../../knowledge/errors.js'
import type { Clock, Logger } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import { loadVersion } from '../../training/loaded-version.js'
import { readFeedback, readTurns } from '../../training/records.js'
import { openCurationNotes, openDriftState } from '../../training/release/documents.js'
import type { DriftParts } from '../../training/release/drift-check.js'
import type { Config } from '../settings/config.js'
import { retrainOnDrift } from './drift-retrain.js'
import { knowledgeParts } from './knowledge-parts.js'

export interface DriftSurroundings {
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  readonly onDamaged: (damage: KnowledgeError) => void
}

/** What a check for drift needs, with versions loaded as they are asked for. */
export function driftParts({ config, store, clock, logger, onDamaged }: DriftSurroundings): DriftParts {
  return {
    store,
    clock,
    state: openDriftState(store),
    notes: openCurationNotes(store),
    turnsSince: (since) => readTurns(store, onDamaged, since),
    votesSince: (since) => readFeedback(store, onDamaged, since),
    async withSearcher(id, work) {
      const version = await loadVersion(store, id, knowledgeParts(config))
      try {
        return await work(version.searcher)
      } finally {
        await version.close()
      }
    },
    onBreach: () => {},
    retrain: retrainOnDrift({ config, store, clock, logger }),
  }
}
