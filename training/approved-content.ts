import { readAcceptedCases, withoutAccepted } from '../evaluation/golden/accepted-cases.js'
import { GOLDEN } from '../evaluation/golden/golden-folder.js'
import type { QnaPair } from '../knowledge/content/qna-pair.js'
import { type ImportedSource, readForFreezing } from '../knowledge/content/workspace.js'
import { questionsOutOfScope } from '../knowledge/curation/out-of-scope.js'
import type { Store } from '../knowledge/store/store.js'
import { openDecisions } from './decisions.js'
import { openWorkspace } from './workspace.js'

/** Approved content: pairs, the files they came from, and questions that none of the pairs may answer. */
export interface ApprovedContent {
  readonly pairs: readonly QnaPair[]
  readonly sources: readonly ImportedSource[]
  /** redacted; an editor decided that they are out of the institution's competence */
  readonly outOfScope: readonly string[]
}

/** Everything that editors have approved so far: the workspace without the phrasings that serve as golden cases, and the questions they decided not to answer. */
export async function approvedContent(store: Store): Promise<ApprovedContent> {
  const { pairs, sources } = await readForFreezing(openWorkspace(store))
  const accepted = await readAcceptedCases(store.shelf(GOLDEN))
  return {
    pairs: withoutAccepted(pairs, accepted),
    sources,
    outOfScope: questionsOutOfScope(await openDecisions(store).read()),
  }
}
