import { KnowledgeError } from '../errors.js'
import { samePerson } from '../person.js'
import {
  type ACTS,
  type CurationItem,
  type CurationState,
  type ItemIn,
  PERSON_CHARS,
  type Proposal,
  REASON_CHARS,
} from './item.js'

export type ActKind = (typeof ACTS)[number]

/** What somebody does about an item. */
export type Act =
  | { readonly kind: 'draft' | 'edit'; readonly proposal: Proposal }
  | { readonly kind: 'approve'; readonly golden: boolean; readonly fourEyes: boolean }
  | { readonly kind: 'withdraw' | 'reject' | 'reopen' | 'return' }

/** Who does it, when and why. */
export interface Signature {
  readonly by: string
  readonly at: Date
  readonly reason: string | null
  /** version of the item that this person saw; null = did not look */
  readonly seen: number | null
}

/**
 * From which states an act is possible. `return`: an approval that could not be carried out is a draft again. `reopen` takes a
 * decision back for the questions; what it put into the workspace stays there until it is retired.
 */
export const POSSIBLE_FROM: Readonly<Record<ActKind, readonly CurationState[]>> = {
  draft: ['open', 'rejected'],
  edit: ['draft'],
  withdraw: ['draft'],
  approve: ['draft'],
  reject: ['draft'],
  reopen: ['approved', 'rejected'],
  return: ['approved'],
}

/**
 * The item after an act. Nothing else changes an item.
 *
 * @throws {KnowledgeError} CURATION_REFUSED when the item's state does not allow it, CURATION_CONFLICT when somebody changed it
 * since it was seen, FOUR_EYES when the drafter approves, BAD_INPUT without a name, or a reason where one is due
 */
export function transition(item: CurationItem, act: Act, signature: Signature): CurationItem {
  checkSeen(item, signature.seen)
  const entry = signed(act, signature)
  const { id, language, question, wordings } = item
  const base = {
    id,
    language,
    question,
    wordings,
    version: item.version + 1,
    history: [...item.history, { act: act.kind, ...entry }],
  }
  switch (act.kind) {
    case 'draft':
      requireState(item, act.kind)
      return { ...base, state: 'draft', proposal: act.proposal, draftedBy: entry.by }
    case 'edit':
      if (signature.seen === null) throw unseenEdit(item)
      requireState(item, act.kind)
      return { ...base, state: 'draft', proposal: act.proposal, draftedBy: entry.by }
    case 'withdraw':
      requireState(item, act.kind)
      return { ...base, state: 'open' }
    case 'approve': {
      const { proposal, draftedBy } = requireDraft(item, act.kind)
      if (act.fourEyes && samePerson(draftedBy, entry.by)) throw sameEyes(id, entry.by)
      const { golden } = act
      if (golden && proposal.kind === 'ignored') throw noGolden(id)
      const approval = { approvedBy: entry.by, approvedAt: entry.at, golden, applied: false }
      return { ...base, state: 'approved', proposal, draftedBy, ...approval }
    }
    case 'reject': {
      const { proposal, draftedBy } = requireDraft(item, act.kind)
      return { ...base, state: 'rejected', proposal, draftedBy }
    }
    case 'reopen':
      requireState(item, act.kind)
      if (item.state === 'approved' && !item.applied) throw beingApplied(id)
      return { ...base, state: 'open' }
    case 'return': {
      if (item.state !== 'approved' || item.applied) throw impossible(item, act.kind)
      const { proposal, draftedBy } = item
      return { ...base, state: 'draft', proposal, draftedBy }
    }
  }
}

/** The item once workspace and golden cases have followed the decision: no act of a person, so the version stays. */
export function markApplied(item: ItemIn<'approved'>): CurationItem {
  return { ...item, applied: true }
}

const REASON_DUE: readonly ActKind[] = ['reject', 'reopen']

function signed(act: Act, { by, at, reason }: Signature) {
  const name = by.trim()
  if (name === '' || name.length > PERSON_CHARS) {
    throw new KnowledgeError(
      'BAD_INPUT',
      name === '' ? 'every decision needs a named person' : `a name has at most ${PERSON_CHARS} characters`,
      'say who decides: --by "Ana Ruiz"',
    )
  }
  const why = reason?.trim() ?? ''
  if (why.length > REASON_CHARS) {
    throw new KnowledgeError('BAD_INPUT', `a reason has at most ${REASON_CHARS} characters`, 'put it shortly')
  }
  if (why === '' && isReasonDue(act)) {
    throw new KnowledgeError('BAD_INPUT', 'this decision needs a reason', 'say why: --reason "not our office"')
  }
  return { by: name, at: at.toISOString(), reason: why === '' ? null : why }
}

/** Whoever looks at a question that is not to be answered wants to know why. */
function isReasonDue(act: Act): boolean {
  if (act.kind !== 'draft' && act.kind !== 'edit') return REASON_DUE.includes(act.kind)
  return act.proposal.kind === 'out-of-competence' || act.proposal.kind === 'ignored'
}

function checkSeen({ id, version, history }: CurationItem, seen: number | null): void {
  if (seen === null || seen === version) return
  const last = history.at(-1)
  const by = last === undefined ? '' : `: ${last.act} by ${last.by} at ${last.at}`
  throw new KnowledgeError(
    'CURATION_CONFLICT',
    `${id} has changed since version ${seen}, it is at version ${version} now${by}`,
    `look at it again: ventanilla curate show ${id}`,
  )
}

function requireState(item: CurationItem, kind: ActKind): void {
  if (!POSSIBLE_FROM[kind].includes(item.state)) throw impossible(item, kind)
}

function requireDraft(item: CurationItem, kind: ActKind): ItemIn<'draft'> {
  if (item.state === 'draft') return item
  throw impossible(item, kind)
}

const STATE_WORDS: Readonly<Record<CurationState, string>> = {
  open: 'has no draft',
  draft: 'has a draft already',
  approved: 'is decided already',
  rejected: 'had its draft rejected',
}

function impossible({ id, state, version }: CurationItem, kind: ActKind): KnowledgeError {
  const hints: Readonly<Record<CurationState, string>> = {
    open: `draft something first, for example: ventanilla curate add-phrasing ${id} --pair <id> --by <name>`,
    draft: `look at it with \`ventanilla curate show ${id}\`; to change it, draft again with --if-version ${version}`,
    approved: `to decide anew: ventanilla curate reopen ${id} --by <name> --reason <text>`,
    rejected: 'draft something else, or leave it',
  }
  return new KnowledgeError('CURATION_REFUSED', `${kind} is not possible: ${id} ${STATE_WORDS[state]}`, hints[state])
}

function unseenEdit({ id }: CurationItem): KnowledgeError {
  return new KnowledgeError(
    'CURATION_REFUSED',
    `${id} has a draft; it is only changed by somebody who has seen it`,
    `look at it with \`ventanilla curate show ${id}\` and name its version with --if-version`,
  )
}

function sameEyes(id: string, by: string): KnowledgeError {
  return new KnowledgeError(
    'FOUR_EYES',
    `${by} drafted ${id} and cannot approve it as well`,
    'let somebody else approve it, or set FOUR_EYES=no',
  )
}

function noGolden(id: string): KnowledgeError {
  return new KnowledgeError(
    'BAD_INPUT',
    `${id} is to be ignored: there is nothing to expect of it in an evaluation`,
    'approve it without --golden, or draft it as out of competence',
  )
}

function beingApplied(id: string): KnowledgeError {
  return new KnowledgeError(
    'CURATION_REFUSED',
    `the approval of ${id} was interrupted and is not carried out yet`,
    'it is carried out by the next: ventanilla curate drafts',
  )
}
