import { questionsOutOfScope } from '../../knowledge/content/curation/out-of-scope.js'
import { readForFreezing } from '../../knowledge/content/workspace.js'
import type { DataFolder } from '../../knowledge/version/data-folder.js'
import type { ApprovedContent } from '../../training/retrain-request.js'
import { openDecisions } from './curation-desk.js'
import { openWorkspace } from './workspace.js'

/** What editors have approved by now: the workspace, and what they decided not to answer. */
export async function approvedContent(folder: DataFolder): Promise<ApprovedContent> {
  const { pairs, sources } = await readForFreezing(openWorkspace(folder))
  return { pairs, sources, outOfScope: questionsOutOfScope(await openDecisions(folder).read()) }
}
