import type { Curation } from './item.js'

/** The wordings of questions that editors decided are outside the institution's competence, in the order of their items. */
export function questionsOutOfScope({ items }: Curation): readonly string[] {
  return items.flatMap((item) =>
    item.state === 'approved' && item.proposal.kind === 'out-of-competence' ? item.wordings : [],
  )
}
