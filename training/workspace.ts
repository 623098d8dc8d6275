import { WORKSPACE_DOCUMENT, type Workspace } from '../knowledge/content/workspace.js'
import type { Document } from '../knowledge/store/document.js'
import type { Store } from '../knowledge/store/store.js'

/** The pairs being curated, as the store keeps them. */
export function openWorkspace(store: Store): Document<Workspace> {
  return store.document(WORKSPACE_DOCUMENT)
}
