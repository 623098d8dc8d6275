import { pairKey } from '../../knowledge/content/qna-pair.js'
import type { CurationItem, Proposal } from '../../knowledge/curation/item.js'
import type { ToDecide } from '../../knowledge/curation/to-decide.js'
import type { BoardGroup } from '../../training/editing/board.js'
import type { Closeness } from '../../training/editing/closest-pairs.js'
import { plain, type Terminal } from './terminal.js'

/** A group as a program reads it. */
export function shownGroup({ item, asked, askedSince, toDecide }: BoardGroup, closeness: Closeness | null) {
  return {
    id: item.id,
    state: item.state,
    toDecide: toDecide?.kind === 'rejected' ? { ...toDecide, by: toDecide.by?.name ?? null } : toDecide,
    version: item.version,
    lang: item.language,
    question: asked?.question ?? item.question,
    count: asked?.count ?? 0,
    askedSince,
    examples: asked?.examples ?? [],
    firstAt: asked?.firstAt ?? null,
    lastAt: asked?.lastAt ?? null,
    kind: asked?.kind ?? null,
    notHelpful: asked?.notHelpful ?? 0,
    shown: asked?.shown ?? [],
    closest: (closeness?.closest ?? []).map(({ pair, confidence }) => ({
      pairId: pair.id,
      lang: pair.language,
      question: pair.question,
      answer: pair.answer,
      confidence,
    })),
    answeredBy: closeness?.answeredBy ?? null,
    ...shownDecision(item),
  }
}

/** What was decided, without what was asked. */
export function shownItem(item: CurationItem) {
  const { id, state, version, language: lang, question } = item
  return { id, state, version, lang, question, ...shownDecision(item) }
}

function shownDecision(item: CurationItem) {
  if (item.state === 'open') return { proposal: null, draftedBy: null }
  const { proposal, draftedBy } = item
  if (item.state !== 'approved') return { proposal, draftedBy }
  const { approvedBy, approvedAt, golden } = item
  return { proposal, draftedBy, approvedBy, approvedAt, golden }
}

/** One group in a list: what is asked, how often, in which other words, and what comes closest. */
export function printGroup(terminal: Terminal, group: BoardGroup, closeness: Closeness | null): void {
  for (const line of groupLines(group, closeness)) terminal.print(plainIndented(line))
  // Who is led from group to group need not know: the walk does it.
  if (group.toDecide?.kind === 'gone') {
    terminal.print(`    before another draft: ventanilla curate reopen ${group.item.id} --by <name> --reason <text>`)
  }
}

export function groupLines(group: BoardGroup, closeness: Closeness | null): readonly string[] {
  const { id, state, lang, question, count, examples, askedSince, shown } = shownGroup(group, closeness)
  const since = askedSince === 0 ? '' : ` (${askedSince} since it was decided)`
  return [
    `${id} ${state}, ${count} × ${lang}: ${question}${since}`,
    ...examples.map((example) => `    also: ${example}`),
    ...shown.map(({ pairId, count: times }) => `    ${times} × answered with ${pairId}, which did not help`),
    ...closenessLines(closeness, shown),
    ...(group.item.state === 'open' ? [] : [`    ${describeProposal(group.item.proposal)}`]),
    ...whyToDecide(group.toDecide).map((line) => `    ${line}`),
  ]
}

/** What became of the last decision, where there was one. */
function whyToDecide(toDecide: ToDecide | null): readonly string[] {
  switch (toDecide?.kind) {
    case 'rejected': {
      const { by, reason } = toDecide
      return [`that was rejected${by === null ? '' : ` by ${by.name}`}${reason === null ? '' : `: ${reason}`}`]
    }
    case 'gone':
      return ['that was approved, and is not among the pairs any more: it is to be decided again']
    case 'asked again':
      return [`that was approved, and all the same ${toDecide.times} × left unanswered by versions made since`]
    default:
      return []
  }
}

function closenessLines(closeness: Closeness | null, shown: readonly { readonly pairId: string }[]): readonly string[] {
  if (closeness === null) return []
  const { closest, answeredBy } = closeness
  const when = shown.some(({ pairId }) => pairId === answeredBy) ? 'still' : 'by now'
  return [
    ...closest.map(({ pair, confidence }) => `    ${confidence.toFixed(2)} ${pairKey(pair)} “${pair.question}”`),
    ...(answeredBy === null ? [] : [`    the champion answers it ${when}, with ${answeredBy}`]),
  ]
}

/** What a draft would do, in a sentence. */
export function describeProposal(proposal: Proposal): string {
  switch (proposal.kind) {
    case 'add-phrasing':
      return `add to ${proposal.pairId}/${proposal.language} the phrasing “${proposal.phrasing}”`
    case 'new-pair':
      return `new pair ${proposal.pair.id}/${proposal.pair.language}: “${proposal.pair.question}”`
    case 'out-of-competence':
      return 'out of competence: not to be answered'
    case 'ignored':
      return 'ignored for good'
  }
}

/** `q-…: draft, version 2`; after a change. */
export function describeState({ id, state, version }: CurationItem): string {
  return `${id}: ${state}, version ${version}`
}

export function plainIndented(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? ''
  return indent + plain(line)
}
