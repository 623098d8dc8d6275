import { KnowledgeError } from '../errors.js'
import { type Person, samePerson, storedBy } from '../person.js'
import type { NextStep } from '../words/next-steps.js'
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

/** An act of a person on an item. */
export type Act =
  | { readonly kind: 'draft' | 'edit'; readonly proposal: Proposal }
  | { readonly kind: 'approve'; readonly golden: boolean; readonly fourEyes: boolean }
  | { readonly kind: 'withdraw' | 'reject' | 'reopen' | 'return' }

/** Who acts, when and why. */
export interface Signature {
  readonly by: Person
  readonly at: Date
  readonly reason: string | null
  /** version of the item that this person saw; null = not stated */
  readonly seen: number | null
}

/**
 * The states in which an act is possible. `return`: an approval that could not be applied becomes a draft again. `reopen` revokes
 * a decision for the questions; what it added to the workspace stays there until it is retired.
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
 * since it was seen, FOUR_EYES when the drafter approves, BAD_INPUT without a name, or without a required reason
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
      return { ...base, state: 'draft', proposal: act.proposal, ...drafter(signature.by) }
    case 'edit':
      if (signature.seen === null) throw unseenEdit(item)
      requireState(item, act.kind)
      return { ...base, state: 'draft', proposal: act.proposal, ...drafter(signature.by) }
    case 'withdraw':
      requireState(item, act.kind)
      return { ...base, state: 'open' }
    case 'approve': {
      const { proposal, ...drafted } = draftIn(requireDraft(item, act.kind))
      if (act.fourEyes && samePerson(drafterOf(drafted), signature.by)) throw sameEyes(id, entry.by)
      const { golden } = act
      if (golden && proposal.kind === 'ignored') throw noGolden(id)
      const approval = { ...approver(signature.by), approvedAt: entry.at, golden, applied: false }
      return { ...base, state: 'approved', proposal, ...drafted, ...approval }
    }
    case 'reject': {
      return { ...base, state: 'rejected', ...draftIn(requireDraft(item, act.kind)) }
    }
    case 'reopen':
      requireState(item, act.kind)
      if (item.state === 'approved' && !item.applied) throw beingApplied(id)
      return { ...base, state: 'open' }
    case 'return': {
      if (item.state !== 'approved' || item.applied) throw impossible(item, act.kind)
      return { ...base, state: 'draft', ...draftIn(item) }
    }
  }
}

/** The proposal and its drafter. */
function draftIn({ proposal, draftedBy, draftedByAccount }: ItemIn<'draft' | 'approved'>) {
  return { proposal, draftedBy, ...(draftedByAccount === undefined ? {} : { draftedByAccount }) }
}

function drafter({ name, account }: Person) {
  return { draftedBy: name.trim(), ...(account === null ? {} : { draftedByAccount: account }) }
}

function approver({ name, account }: Person) {
  return { approvedBy: name.trim(), ...(account === null ? {} : { approvedByAccount: account }) }
}

function drafterOf({ draftedBy, draftedByAccount }: Pick<ItemIn<'draft'>, 'draftedBy' | 'draftedByAccount'>): Person {
  return { name: draftedBy, account: draftedByAccount ?? null }
}

/** The item after its decision was applied to the workspace and golden cases. No person acts, so the version stays. */
export function markApplied(item: ItemIn<'approved'>): CurationItem {
  return { ...item, applied: true }
}

const REASON_DUE: readonly ActKind[] = ['reject', 'reopen']

function signed(act: Act, { by, at, reason }: Signature) {
  const name = by.name.trim()
  if (name === '') throw new KnowledgeError('BAD_INPUT', { what: 'decision-unsigned' }, { do: 'say-who' })
  if (name.length > PERSON_CHARS) {
    throw new KnowledgeError('BAD_INPUT', { what: 'name-too-long', most: PERSON_CHARS }, { do: 'say-who' })
  }
  const why = reason?.trim() ?? ''
  if (why.length > REASON_CHARS) {
    throw new KnowledgeError('BAD_INPUT', { what: 'reason-too-long', most: REASON_CHARS }, { do: 'shorten' })
  }
  if (why === '' && isReasonDue(act)) {
    throw new KnowledgeError('BAD_INPUT', { what: 'reason-missing' }, { do: 'say-why' })
  }
  return { ...storedBy({ ...by, name }), at: at.toISOString(), reason: why === '' ? null : why }
}

/** The decision not to answer a question needs a reason, for those who review it later. */
function isReasonDue(act: Act): boolean {
  if (act.kind !== 'draft' && act.kind !== 'edit') return REASON_DUE.includes(act.kind)
  return act.proposal.kind === 'out-of-competence' || act.proposal.kind === 'ignored'
}

function checkSeen({ id, version, history }: CurationItem, seen: number | null): void {
  if (seen === null || seen === version) return
  const { act = null, by = null, at = null } = history.at(-1) ?? {}
  const facts = { what: 'changed-since', id, seen, version, act, by, at } as const
  throw new KnowledgeError('CURATION_CONFLICT', facts, { do: 'look-at-group', id })
}

function requireState(item: CurationItem, kind: ActKind): void {
  if (!POSSIBLE_FROM[kind].includes(item.state)) throw impossible(item, kind)
}

function requireDraft(item: CurationItem, kind: ActKind): ItemIn<'draft'> {
  if (item.state === 'draft') return item
  throw impossible(item, kind)
}

function impossible({ id, state, version }: CurationItem, act: ActKind): KnowledgeError {
  const next: Readonly<Record<CurationState, NextStep>> = {
    open: { do: 'draft-first', id },
    draft: { do: 'change-draft', id, version },
    approved: { do: 'reopen-first', id },
    rejected: { do: 'draft-something-else-or-leave' },
  }
  return new KnowledgeError('CURATION_REFUSED', { what: 'state', act, id, state }, next[state])
}

function unseenEdit({ id }: CurationItem): KnowledgeError {
  return new KnowledgeError('CURATION_REFUSED', { what: 'draft-unseen', id }, { do: 'look-and-name-version', id })
}

function sameEyes(id: string, by: string): KnowledgeError {
  return new KnowledgeError('FOUR_EYES', { what: 'drafter', by, id }, { do: 'let-other-approve' })
}

function noGolden(id: string): KnowledgeError {
  return new KnowledgeError('BAD_INPUT', { what: 'ignored-as-golden', id }, { do: 'approve-without-golden' })
}

function beingApplied(id: string): KnowledgeError {
  return new KnowledgeError('CURATION_REFUSED', { what: 'being-applied', id }, { do: 'list-drafts-to-apply' })
}
