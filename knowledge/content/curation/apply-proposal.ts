import { createHash } from 'node:crypto'
import { canonicalJson } from '../../version/canonical-json.js'
import { pairKey, type QnaPair } from '../qna-pair.js'
import { approvedPair, byIdAndLanguage, type StoredPair, sourcesOf, type Workspace } from '../workspace.js'
import type { Proposal } from './item.js'
import { proposalConflict } from './proposal.js'

/** Source under which pairs stand that were written in curation. */
export const CURATION_SOURCE = 'curation'

/**
 * The workspace once an approved proposal is in it; the same object when it is in it already, or changes no pair.
 *
 * @throws {KnowledgeError} CURATION_CONFLICT when the pairs have changed so that it does not fit any more
 */
export function withProposal(current: Workspace, proposal: Proposal, now: Date): Workspace {
  if (isIn(current, proposal)) return current
  const conflict = proposalConflict(proposal, current.pairs.map(approvedPair))
  if (conflict !== null) throw conflict
  switch (proposal.kind) {
    case 'add-phrasing':
      return withPhrasing(current, pairKey({ id: proposal.pairId, language: proposal.language }), proposal.phrasing)
    case 'new-pair':
      return withPair(current, proposal.pair, now)
    case 'out-of-competence':
    case 'ignored':
      return current
  }
}

/** Whether an approval that was interrupted had come so far. */
function isIn({ pairs }: Workspace, proposal: Proposal): boolean {
  switch (proposal.kind) {
    case 'add-phrasing': {
      const key = pairKey({ id: proposal.pairId, language: proposal.language })
      return pairs.some(({ pair, phrasings }) => pairKey(pair) === key && phrasings.includes(proposal.phrasing))
    }
    case 'new-pair': {
      const wanted = canonicalJson(proposal.pair)
      return pairs.some(({ pair, importedFrom }) => importedFrom === CURATION_SOURCE && canonicalJson(pair) === wanted)
    }
    case 'out-of-competence':
    case 'ignored':
      return true
  }
}

function withPhrasing(current: Workspace, key: string, phrasing: string): Workspace {
  const pairs = current.pairs.map((stored) =>
    pairKey(stored.pair) === key ? { ...stored, phrasings: [...stored.phrasings, phrasing] } : stored,
  )
  return { ...current, pairs }
}

/** Pairs written in curation come from no file: in the lineage they stand as one, hashed by what they say. */
function withPair(current: Workspace, pair: QnaPair, now: Date): Workspace {
  const isWritten = ({ importedFrom }: StoredPair) => importedFrom === CURATION_SOURCE
  const written = [...current.pairs.filter(isWritten).map((stored) => stored.pair), pair]
  const sha256 = createHash('sha256')
    .update(canonicalJson(written.map(canonicalJson).sort()))
    .digest('hex')
  const added: StoredPair = { pair, importedFrom: CURATION_SOURCE, fileSha256: sha256, phrasings: [] }
  const pairs = [
    ...current.pairs.map((stored) => (isWritten(stored) ? { ...stored, fileSha256: sha256 } : stored)),
    added,
  ].sort(byIdAndLanguage)
  const source = { name: CURATION_SOURCE, sha256, importedAt: now.toISOString() }
  return { ...current, pairs, sources: sourcesOf(pairs, [...current.sources, source]) }
}
