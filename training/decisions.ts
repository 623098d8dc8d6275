import { openDocument } from '../knowledge/adapters/lowdb-document.js'
import { CURATION_DOCUMENT, type Curation } from '../knowledge/curation/item.js'
import type { Document } from '../knowledge/store/document.js'
import type { Store } from '../knowledge/store/store.js'

/** What was decided about unanswered questions, as the data folder keeps it. */
export function openDecisions({ curationFile, locksFolder }: Store): Document<Curation> {
  return openDocument({ ...CURATION_DOCUMENT, file: curationFile, locksFolder })
}
