import type { KnowledgeError } from '../../knowledge/errors.js'
import type { Clock, Logger } from '../../knowledge/ports.js'
import type { DataFolder } from '../../knowledge/version/data-folder.js'
import type { DriftParts } from '../../training/drift-check.js'
import type { Config } from '../config.js'
import { readFeedback, readTurns } from '../records.js'
import { knowledgeParts } from '../versions/knowledge-parts.js'
import { loadVersion } from '../versions/loaded-version.js'
import { openCurationNotes, openDriftState } from './documents.js'
import { retrainOnDrift } from './drift-retrain.js'

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
