import type { KnowledgeError } from '../../knowledge/errors.js'
import type { Clock, Logger } from '../../knowledge/ports.js'
import type { DataFolder } from '../../knowledge/store/data-folder.js'
import { loadVersion } from '../../training/loaded-version.js'
import { readFeedback, readTurns } from '../../training/records.js'
import { openCurationNotes, openDriftState } from '../../training/release/documents.js'
import type { DriftParts } from '../../training/release/drift-check.js'
import type { Config } from '../settings/config.js'
import { retrainOnDrift } from './drift-retrain.js'
import { knowledgeParts } from './knowledge-parts.js'

export interface DriftSurroundings {
  readonly config: Config
  readonly folder: DataFolder
  readonly clock: Clock
  readonly logger: Logger
  readonly onDamaged: (damage: KnowledgeError) => void
}

/** What a check for drift needs, with versions loaded as they are asked for. */
export function driftParts({ config, folder, clock, logger, onDamaged }: DriftSurroundings): DriftParts {
  return {
    folder,
    clock,
    state: openDriftState(folder),
    notes: openCurationNotes(folder),
    turnsSince: (since) => readTurns(folder, onDamaged, since),
    votesSince: (since) => readFeedback(folder, onDamaged, since),
    async withSearcher(id, work) {
      const version = await loadVersion(folder, id, knowledgeParts(config))
      try {
        return await work(version.searcher)
      } finally {
        await version.close()
      }
    },
    onBreach: () => {},
    retrain: retrainOnDrift({ config, folder, clock, logger }),
  }
}
