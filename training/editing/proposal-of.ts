import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { CurationItem, Proposal } from '../../knowledge/curation/item.js'
import { newPairProposal } from '../../knowledge/curation/new-pair.js'
import { phrasingProposal } from '../../knowledge/curation/proposal.js'

/** What an editor proposes for a group of questions. */
export type WantedProposal =
  /** null `language`: that of the question; null `phrasing`: the question's most frequent wording */
  | {
      readonly kind: 'add-phrasing'
      readonly pairId: string
      readonly language: string | null
      readonly phrasing: string | null
    }
  /** `fields`: by the names of a pair's fields; null `language`: that of the question */
  | {
      readonly kind: 'new-pair'
      readonly language: string | null
      readonly fields: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'out-of-competence' | 'ignored' }

/**
 * The proposal to draft.
 *
 * @param pairs the approved ones
 * @throws {KnowledgeError} BAD_INPUT
 */
export function proposalOf(
  wanted: WantedProposal,
  { question, language: asked }: Pick<CurationItem, 'question' | 'language'>,
  pairs: readonly QnaPair[],
): Proposal {
  switch (wanted.kind) {
    case 'add-phrasing': {
      const { pairId, language, phrasing } = wanted
      return phrasingProposal({ pairId, language: language ?? asked, phrasing: phrasing ?? question }, pairs)
    }
    case 'new-pair':
      return newPairProposal({ ...wanted.fields, language: wanted.language ?? asked }, pairs)
    case 'out-of-competence':
    case 'ignored':
      return { kind: wanted.kind }
  }
}
