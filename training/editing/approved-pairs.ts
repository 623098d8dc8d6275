import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { readForFreezing } from '../../knowledge/content/workspace.js'
import type { Store } from '../../knowledge/store/store.js'
import { openWorkspace } from '../workspace.js'

/** The pairs approved so far. */
export async function approvedPairs(store: Store): Promise<readonly QnaPair[]> {
  return (await readForFreezing(openWorkspace(store))).pairs
}
