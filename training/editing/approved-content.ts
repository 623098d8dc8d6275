import { readForFreezing } from '../../knowledge/content/workspace.js'
import { questionsOutOfScope } from '../../knowledge/curation/out-of-scope.js'
import type { Store } from '../../knowledge/store/store.js'
import type { ApprovedContent } from '../retrain/retrain-request.js'
import { openDecisions } from './curation-desk.js'
import { openWorkspace } from './workspace.js'

/** What editors have approved by now: the workspace, and what they decided not to answer. */
export async function approvedContent(store: Store): Promise<ApprovedContent> {
  const { pairs, sources } = await readForFreezing(openWorkspace(store))
  return { pairs, sources, outOfScope: questionsOutOfScope(await openDecisions(store).read()) }
}
