import { CURATION_DOCUMENT, type Curation } from '../knowledge/curation/item.js'
import type { Document } from '../knowledge/store/document.js'
import type { Store } from '../knowledge/store/store.js'

/** The decisions about unanswered questions, as the store keeps them. */
export function openDecisions(store: Store): Document<Curation> {
  return store.document(CURATION_DOCUMENT)
}
