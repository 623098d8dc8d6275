import type { Config } from '../../deploy/settings/config.js'
import { openDocument } from '../../knowledge/adapters/lowdb-document.js'
import { CURATION_DOCUMENT, type Curation } from '../../knowledge/curation/item.js'
import type { Clock } from '../../knowledge/ports.js'
import type { Document } from '../../knowledge/store/document.js'
import type { Store } from '../../knowledge/store/store.js'
import type { CurationDesk } from './desk.js'
import { openWorkspace } from './workspace.js'

export interface DeskSurroundings {
  readonly config: Pick<Config, 'values'>
  readonly store: Store
  readonly clock: Clock
  readonly onApproved: CurationDesk['onApproved']
}

/** What was decided about unanswered questions, as the data folder keeps it. */
export function openDecisions({ curationFile, locksFolder }: Store): Document<Curation> {
  return openDocument({ ...CURATION_DOCUMENT, file: curationFile, locksFolder })
}

/** This installation's desk. Nothing is read before it is used. */
export function openDesk({ config, store, clock, onApproved }: DeskSurroundings): CurationDesk {
  return {
    store,
    clock,
    onApproved,
    decisions: openDecisions(store),
    workspace: openWorkspace(store),
    fourEyes: config.values.FOUR_EYES,
  }
}
