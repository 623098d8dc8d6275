import { z } from 'zod'
import { sha256Schema } from '../basics/sha256.js'
import { languageTag, PAIR_LIMITS, qnaPairSchema } from '../content/qna-pair.js'
import { storedAccount } from '../person.js'
import type { DocumentKind } from '../store/document.js'

/** Most wordings stored with an item, including the central one: enough to recognise later questions. */
export const MAX_WORDINGS = 6

export const PERSON_CHARS = 200
export const REASON_CHARS = 2_000

const pairId = z.string().trim().min(1).max(PAIR_LIMITS.idChars)
const phrasing = z.string().trim().min(1).max(PAIR_LIMITS.questionChars)
const person = z.string().min(1).max(PERSON_CHARS)

/** What a draft proposes for a group of questions. */
export const proposalSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('add-phrasing'),
    pairId,
    language: languageTag,
    phrasing,
    /** of the pair as the drafter saw it; see `pairBasis` */
    basis: sha256Schema,
  }),
  z.strictObject({ kind: z.literal('new-pair'), pair: qnaPairSchema }),
  /** not for this institution: it must not be answered */
  z.strictObject({ kind: z.literal('out-of-competence') }),
  /** noise: editors should not see it again */
  z.strictObject({ kind: z.literal('ignored') }),
])

export type Proposal = Readonly<z.infer<typeof proposalSchema>>

export const ACTS = ['draft', 'edit', 'withdraw', 'approve', 'reject', 'reopen', 'return'] as const

/** One line of an item's history. */
const pastActSchema = z.strictObject({
  act: z.enum(ACTS),
  by: person,
  account: storedAccount,
  at: z.iso.datetime(),
  reason: z.string().min(1).max(REASON_CHARS).nullable(),
})

const base = {
  id: z.string().regex(/^q-[0-9a-f]{10}$/),
  language: z.string(),
  /** the central wording of the group at its first act; redacted */
  question: z.string(),
  /** the central wording first; later questions close to one of these belong to the item */
  wordings: z.array(z.string()).min(1).max(MAX_WORDINGS),
  /** increased by every act; 0 = no act yet, and nothing is stored */
  version: z.number().int().nonnegative(),
  history: z.array(pastActSchema),
}
const drafted = { proposal: proposalSchema, draftedBy: person, draftedByAccount: storedAccount }

/** The decision about one group of unanswered questions, with its history. */
export const curationItemSchema = z.discriminatedUnion('state', [
  z.strictObject({ ...base, state: z.literal('open') }),
  z.strictObject({ ...base, ...drafted, state: z.literal('draft') }),
  z.strictObject({
    ...base,
    ...drafted,
    state: z.literal('approved'),
    approvedBy: person,
    approvedByAccount: storedAccount,
    approvedAt: z.iso.datetime(),
    /** whether it also became a golden case */
    golden: z.boolean(),
    /** false from the decision until the workspace and the golden cases are updated */
    applied: z.boolean(),
  }),
  z.strictObject({ ...base, ...drafted, state: z.literal('rejected') }),
])

export type CurationItem = Readonly<z.infer<typeof curationItemSchema>>
export type CurationState = CurationItem['state']
export type ItemIn<S extends CurationState> = Extract<CurationItem, { readonly state: S }>

const curationSchema = z.strictObject({
  format: z.literal(1),
  /** by id */
  items: z.array(curationItemSchema),
})

/** All decisions about unanswered questions. The groups themselves are computed from the log. */
export type Curation = Readonly<z.infer<typeof curationSchema>>

/** How the decisions are stored. */
export const CURATION_DOCUMENT: DocumentKind<Curation> = {
  name: 'curation',
  checkedBy: ['knowledge', 'knowledge/basics', 'knowledge/content', 'knowledge/curation'],
  schema: curationSchema,
  initial: { format: 1, items: [] },
  ifDamaged: { do: 'restore-decisions' },
}
