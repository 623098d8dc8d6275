import { withRecord } from '../../knowledge/audit/audit-log.js'
import { documentEffect } from '../../knowledge/audit/effect.js'
import { type Retired, type Retirement, retirePairs } from '../../knowledge/content/retire.js'
import { WORKSPACE_DOCUMENT } from '../../knowledge/content/workspace.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Person } from '../../knowledge/person.js'
import type { Installation } from '../installation.js'
import { namedAct } from '../release/promotion.js'
import { openWorkspace } from '../workspace.js'

/** @throws {KnowledgeError} BAD_INPUT unless exactly one of source and pair is named */
export function retirementOf(named: {
  readonly source: string | null
  readonly pair: string | null
  readonly language: string | null
}): RetireRequest['retirement'] {
  const { source, pair, language } = named
  if (source !== null && pair === null && language === null) return { kind: 'source', name: source }
  if (source === null && pair !== null) return { kind: 'pair', id: pair, language }
  throw new KnowledgeError('BAD_INPUT', { what: 'retire-one' }, { do: 'name-source-or-pair' })
}

export interface RetireRequest {
  readonly retirement: Exclude<Retirement, { readonly kind: 'sample' }>
  /** a named person, and why */
  readonly by: Person
  readonly reason: string
}

/** Maximum number of pairs that an audit entry names. */
const MOST_NAMED = 200

/**
 * Retires pairs and records the act in the audit log.
 *
 * @throws {KnowledgeError} BAD_INPUT when there is no such pair or source, or no name or reason; see `retirePairs`
 */
export async function retire(
  { store, clock }: Pick<Installation, 'store' | 'clock'>,
  { retirement, ...request }: RetireRequest,
): Promise<Retired> {
  const { by, reason } = namedAct(request)
  const what = retirement.kind === 'pair' ? { pair: retirement.id } : { source: retirement.name }
  return withRecord(store, clock, (record) =>
    retirePairs(openWorkspace(store), retirement, ({ pairs, left }, next) => {
      const details = { ...what, reason, retired: pairs.length, left, pairs: pairs.slice(0, MOST_NAMED) }
      return record({ event: 'retire', by, details }, documentEffect(WORKSPACE_DOCUMENT, next))
    }),
  )
}
