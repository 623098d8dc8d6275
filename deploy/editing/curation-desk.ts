import { openDocument } from '../../knowledge/adapters/lowdb-document.js'
import { CURATION_DOCUMENT, type Curation } from '../../knowledge/content/curation/item.js'
import type { Document } from '../../knowledge/content/document.js'
import type { Clock } from '../../knowledge/ports.js'
import type { DataFolder } from '../../knowledge/version/data-folder.js'
import type { CurationDesk } from '../../training/curation/desk.js'
import type { Config } from '../config.js'
import { openWorkspace } from './workspace.js'

export interface DeskSurroundings {
  readonly config: Pick<Config, 'values'>
  readonly folder: DataFolder
  readonly clock: Clock
  readonly onApproved: CurationDesk['onApproved']
}

/** What was decided about unanswered questions, as the data folder keeps it. */
export function openDecisions({ curationFile, locksFolder }: DataFolder): Document<Curation> {
  return openDocument({ ...CURATION_DOCUMENT, file: curationFile, locksFolder })
}

/** This installation's desk. Nothing is read before it is used. */
export function openDesk({ config, folder, clock, onApproved }: DeskSurroundings): CurationDesk {
  return {
    folder,
    clock,
    onApproved,
    decisions: openDecisions(folder),
    workspace: openWorkspace(folder),
    fourEyes: config.values.FOUR_EYES,
  }
}
