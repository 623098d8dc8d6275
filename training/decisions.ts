import { CURATION_DOCUMENT, type Curation } from '../knowledge/curation/item.js'
import type { Document } from '../knowledge/store/document.js'
import type { Store } from '../knowledge/store/store.js'

/** What was decided about unanswered questions, as the store keeps it. */
export function openDecisions(store: Store): Document<Curation> {
  return store.document(CURATION_DOCUMENT)
}
