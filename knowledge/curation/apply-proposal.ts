import { sha256 } from '../basics/sha256.js'
import { pairKey, type QnaPair } from '../content/qna-pair.js'
import { approvedPair, type StoredPair } from '../content/stored-pair.js'
import { byIdAndLanguage, sourcesOf, type Workspace } from '../content/workspace.js'
import { canonicalJson } from '../store/canonical-json.js'
import type { Proposal } from './item.js'
import { proposalConflict } from './proposal.js'

/** Source name of pairs that were written in curation. */
export const CURATION_SOURCE = 'curation'

/**
 * The workspace with an approved proposal applied; the same object when it is already applied, or changes no pair.
 *
 * @throws {KnowledgeError} CURATION_CONFLICT when the pairs have changed and it no longer fits
 */
export function withProposal(current: Workspace, proposal: Proposal, now: Date): Workspace {
  if (isIn(current, proposal)) return current
  const conflict = proposalConflict(proposal, current.pairs.map(approvedPair))
  if (conflict !== null) throw conflict
  switch (proposal.kind) {
    case 'add-phrasing':
      return withPhrasings(current, pairKey({ id: proposal.pairId, language: proposal.language }), (phrasings) => [
        ...phrasings,
        proposal.phrasing,
      ])
    case 'new-pair':
      return withPair(current, proposal.pair, now)
    case 'out-of-competence':
    case 'ignored':
      return current
  }
}

/**
 * The workspace with an approved proposal undone; the same object when its result is already gone, or now belongs to an
 * import.
 */
export function withoutProposal(current: Workspace, proposal: Proposal, now: Date): Workspace {
  if (!isIn(current, proposal)) return current
  switch (proposal.kind) {
    case 'add-phrasing': {
      const key = pairKey({ id: proposal.pairId, language: proposal.language })
      return withPhrasings(current, key, (phrasings) => phrasings.filter((one) => one !== proposal.phrasing))
    }
    case 'new-pair': {
      const gone = pairKey(proposal.pair)
      const left = current.pairs.filter(({ pair }) => pairKey(pair) !== gone)
      return withWritten(current, left, now)
    }
    case 'out-of-competence':
    case 'ignored':
      return current
  }
}

/** Whether the proposal is already applied, e.g. by an approval that was interrupted later. */
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

function withPhrasings(current: Workspace, key: string, change: (phrasings: string[]) => string[]): Workspace {
  const pairs = current.pairs.map((stored) =>
    pairKey(stored.pair) === key ? { ...stored, phrasings: change(stored.phrasings) } : stored,
  )
  return { ...current, pairs }
}

function withPair(current: Workspace, pair: QnaPair, now: Date): Workspace {
  const added = { pair, importedFrom: CURATION_SOURCE, fileSha256: '', phrasings: [] }
  return withWritten(current, [...current.pairs, added].sort(byIdAndLanguage), now)
}

/** Pairs written in curation have no file: the lineage lists them as one source, hashed by their contents. */
function withWritten(current: Workspace, stored: readonly StoredPair[], now: Date): Workspace {
  const isWritten = ({ importedFrom }: StoredPair) => importedFrom === CURATION_SOURCE
  const written = stored.filter(isWritten).map(({ pair }) => canonicalJson(pair))
  const fileSha256 = sha256(canonicalJson(written.sort()))
  const pairs = stored.map((one) => (isWritten(one) ? { ...one, fileSha256 } : one))
  const source = { name: CURATION_SOURCE, sha256: fileSha256, importedAt: now.toISOString() }
  return { ...current, pairs, sources: sourcesOf(pairs, [...current.sources, source]) }
}
