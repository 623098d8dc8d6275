import { openDocument } from '../knowledge/adapters/lowdb-document.js'
import { WORKSPACE_DOCUMENT, type Workspace } from '../knowledge/content/workspace.js'
import type { Document } from '../knowledge/store/document.js'
import type { Store } from '../knowledge/store/store.js'

/** The pairs being curated, as the data folder keeps them. */
export function openWorkspace({ workspaceFile, locksFolder }: Store): Document<Workspace> {
  return openDocument({ ...WORKSPACE_DOCUMENT, file: workspaceFile, locksFolder })
}
