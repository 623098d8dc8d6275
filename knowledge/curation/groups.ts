import { createHash } from 'node:crypto'
import { KnowledgeError } from '../errors.js'
import type { UnansweredEntry } from '../records/unanswered.js'
import {
  clusterUnanswered,
  type KnownMatter,
  summarise,
  type UnansweredGroup,
  wordingKey,
} from '../records/unanswered-groups.js'
import { byCodeUnit } from '../text/by-code-unit.js'
import type { VersionId } from '../version-id.js'
import { type CurationItem, MAX_WORDINGS } from './item.js'

/** Unanswered questions that ask the same, with the decision about them. */
export interface CurationGroup {
  /** open, at version 0, until the first act */
  readonly item: CurationItem
  /** the questions still in the log; null when there are none */
  readonly asked: UnansweredGroup | null
  /** how many of them came after the decision */
  readonly askedSince: number
  /** the same number by the version that left them unanswered */
  readonly askedOf: ReadonlyMap<VersionId, number>
  /** every id it can be found by: one per wording */
  readonly ids: ReadonlySet<string>
}

/**
 * The id of a group: a hash of its language and the telling words of one of its wordings, so that the id stays when the group
 * grows. The central wording may change until something is decided; older ids still lead to the group.
 */
export function groupId(language: string, wording: string): string {
  const hash = createHash('sha256')
    .update(`${language} ${wordingKey(wording)}`)
    .digest('hex')
  return `q-${hash.slice(0, 10)}`
}

/**
 * Unanswered questions in groups, the most asked first. Questions close to an item that editors have handled belong to it, whatever
 * the decision was, and are still counted. An approved item attracts less: a question with a further word forms its own group.
 */
export function curationGroups(
  entries: Iterable<UnansweredEntry>,
  items: readonly CurationItem[],
): readonly CurationGroup[] {
  const clusters = clusterUnanswered(entries, items.map(matterOf))
  const attached = new Map(clusters.map((cluster) => [cluster.matter, cluster.entries]))
  const known = items.map((item, position) => groupOf(item, attached.get(position) ?? []))
  const fresh = clusters.filter(({ matter }) => matter === null).map((cluster) => groupOf(null, cluster.entries))
  return [...known, ...fresh].sort(byDemand)
}

/**
 * @param id any id that the group was listed under
 * @throws {KnowledgeError} CURATION_UNKNOWN
 */
export function findGroup<G extends CurationGroup>(groups: readonly G[], id: string): G {
  const found = groups.find(({ item }) => item.id === id) ?? groups.find(({ ids }) => ids.has(id))
  if (found !== undefined) return found
  throw new KnowledgeError('CURATION_UNKNOWN', { what: 'group', id }, { do: 'list-groups' })
}

/** Nobody reviews questions that join an approved item, least of all an ignored one: so less may join it. */
function matterOf(item: CurationItem): KnownMatter {
  const { language, wordings } = item
  if (item.state !== 'approved') return { language, wordings, reach: 'alike' }
  return { language, wordings, reach: item.proposal.kind === 'ignored' ? 'same words' : 'nothing further' }
}

function groupOf(decided: CurationItem | null, entries: readonly UnansweredEntry[]): CurationGroup {
  const asked = entries.length === 0 ? null : summarise(entries)
  const item = decided ?? openItem(entries, asked)
  const since = item.state === 'approved' ? item.approvedAt : null
  const later = since === null ? [] : entries.filter(({ at }) => at > since)
  return {
    item,
    asked,
    askedSince: later.length,
    askedOf: numberByVersion(later),
    ids: new Set([item.id, ...entries.map(({ language, question }) => groupId(language, question))]),
  }
}

function numberByVersion(entries: readonly UnansweredEntry[]): ReadonlyMap<VersionId, number> {
  const numbers = new Map<VersionId, number>()
  for (const { version } of entries) numbers.set(version, 1 + (numbers.get(version) ?? 0))
  return numbers
}

function openItem(entries: readonly UnansweredEntry[], asked: UnansweredGroup | null): CurationItem {
  const { question = '', language = '', examples = [] } = asked ?? {}
  // Later questions are compared with the most typical wording, even if it is not the most frequent.
  const typical = entries.slice(0, 1).map((entry) => entry.question)
  const byKey = new Map(
    [question, ...typical, ...examples].toReversed().map((wording) => [wordingKey(wording), wording]),
  )
  const wordings = [...byKey.values()].toReversed().slice(0, MAX_WORDINGS)
  return { id: groupId(language, question), language, question, wordings, version: 0, history: [], state: 'open' }
}

function byDemand(a: CurationGroup, b: CurationGroup): number {
  return (
    (b.asked?.count ?? 0) - (a.asked?.count ?? 0) ||
    byCodeUnit(b.asked?.lastAt ?? '', a.asked?.lastAt ?? '') ||
    byCodeUnit(a.item.id, b.item.id)
  )
}
