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

/** Unanswered questions that ask the same, with what was decided about them. */
export interface CurationGroup {
  /** open, at version 0, while nothing was ever done about it */
  readonly item: CurationItem
  /** the questions still in the log; null when none is left there */
  readonly asked: UnansweredGroup | null
  /** how many of them came after the decision */
  readonly askedSince: number
  /** the same by the version that left them unanswered */
  readonly askedOf: ReadonlyMap<VersionId, number>
  /** every id it was ever known by: that of each of its wordings */
  readonly ids: ReadonlySet<string>
}

/**
 * What a group is called: by its language and the telling words of one of its wordings, so that the name stays when the group
 * grows. While nothing is decided the central wording may change; the older names lead to the group all the same.
 */
export function groupId(language: string, wording: string): string {
  const hash = createHash('sha256')
    .update(`${language} ${wordingKey(wording)}`)
    .digest('hex')
  return `q-${hash.slice(0, 10)}`
}

/**
 * Unanswered questions in groups, the most asked first. Questions close to a matter that was taken up once belong to it, whatever
 * was decided, and are still counted. What was approved takes in less: a question that has a further word comes up by itself.
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
 * @param id any that the group was ever listed under
 * @throws {KnowledgeError} CURATION_UNKNOWN
 */
export function findGroup<G extends CurationGroup>(groups: readonly G[], id: string): G {
  const found = groups.find(({ item }) => item.id === id) ?? groups.find(({ ids }) => ids.has(id))
  if (found !== undefined) return found
  throw new KnowledgeError('CURATION_UNKNOWN', { what: 'group', id }, { do: 'list-groups' })
}

/** Nobody looks again at what joins an approved matter, least of all at what joins an ignored one. */
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
  // The most typical wording is the one that later questions are compared with, whether or not it is the most frequent.
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
