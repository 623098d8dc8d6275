import { pairKey } from '../../knowledge/content/qna-pair.js'
import type { CurationItem, Proposal } from '../../knowledge/curation/item.js'
import type { ToDecide } from '../../knowledge/curation/to-decide.js'
import type { BoardGroup } from '../../training/editing/board.js'
import type { Closeness } from '../../training/editing/closest-pairs.js'
import { fixed } from './figures.js'
import type { Talk } from './talk.js'
import { plain } from './terminal.js'
import type { CliWords } from './words.js'

/** A group for programs. */
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

/** The decision, without the questions. */
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

/** Prints one group of a list: the question, how often it was asked, its other wordings, and the closest pairs. */
export function printGroup({ terminal, words }: Talk, group: BoardGroup, closeness: Closeness | null): void {
  for (const line of groupLines(group, closeness, words)) terminal.print(plainIndented(line))
  // Not needed in the walk from group to group, which does this itself.
  if (group.toDecide?.kind === 'gone') {
    terminal.print(`    ${words.say('groups.reopen-first', { id: group.item.id })}`)
  }
}

export function groupLines(group: BoardGroup, closeness: Closeness | null, words: CliWords): readonly string[] {
  const { examples, askedSince, shown } = shownGroup(group, closeness)
  const { item } = group
  return [
    headLine(group, askedSince, words),
    ...[
      ...examples.map((example) => words.say('groups.also', { example })),
      ...shown.map(({ pairId, count }) => words.say('groups.not-helpful', { times: String(count), pair: pairId })),
      ...closenessLines(closeness, shown, words),
      ...(item.state === 'open' ? [] : [describeProposal(item.proposal, words)]),
      ...whyToDecide(group.toDecide, words),
    ].map((line) => `    ${line}`),
  ]
}

function headLine({ item, asked }: BoardGroup, askedSince: number, words: CliWords): string {
  const { id, state, language } = item
  const found = { id, state: words.say(`states.${state}`), language }
  const counted = { ...found, count: String(asked?.count ?? 0), question: asked?.question ?? item.question }
  return askedSince === 0
    ? words.say('groups.group', counted)
    : words.say('groups.group-since', { ...counted, since: String(askedSince) })
}

/** Why a group with a decision must be decided again. */
function whyToDecide(toDecide: ToDecide | null, words: CliWords): readonly string[] {
  switch (toDecide?.kind) {
    case 'rejected':
      return [rejectedLine(toDecide, words)]
    case 'gone':
      return [words.say('groups.gone')]
    case 'asked again':
      return [words.say('groups.asked-again', { times: String(toDecide.times) })]
    default:
      return []
  }
}

function rejectedLine({ by, reason }: Extract<ToDecide, { kind: 'rejected' }>, words: CliWords): string {
  if (by === null) {
    return reason === null ? words.say('groups.rejected') : words.say('groups.rejected-because', { reason })
  }
  return reason === null
    ? words.say('groups.rejected-by', { by: by.name })
    : words.say('groups.rejected-by-because', { by: by.name, reason })
}

function closenessLines(
  closeness: Closeness | null,
  shown: readonly { readonly pairId: string }[],
  words: CliWords,
): readonly string[] {
  if (closeness === null) return []
  const { closest, answeredBy } = closeness
  const answered = shown.some(({ pairId }) => pairId === answeredBy)
    ? 'groups.answered-still'
    : 'groups.answered-by-now'
  return [
    ...closest.map(({ pair, confidence }) => {
      const found = { pair: pairKey(pair), question: pair.question }
      return words.say('groups.closest', { ...found, confidence: fixed(confidence, 2, words) })
    }),
    ...(answeredBy === null ? [] : [words.say(answered, { pair: answeredBy })]),
  ]
}

/** What a draft would do, in a sentence. */
export function describeProposal(proposal: Proposal, words: CliWords): string {
  switch (proposal.kind) {
    case 'add-phrasing': {
      const { pairId, language, phrasing } = proposal
      return words.say('proposals.add-phrasing', { pair: pairKey({ id: pairId, language }), phrasing })
    }
    case 'new-pair':
      return words.say('proposals.new-pair', { pair: pairKey(proposal.pair), question: proposal.pair.question })
    case 'out-of-competence':
    case 'ignored':
      return words.say(`proposals.${proposal.kind}`)
  }
}

/** `q-…: draft, version 2`, as it is after a change. */
export function describeState({ id, state, version }: CurationItem, words: CliWords): string {
  return words.say('groups.state', { id, state: words.say(`states.${state}`), version: String(version) })
}

export function plainIndented(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? ''
  return indent + plain(line)
}
