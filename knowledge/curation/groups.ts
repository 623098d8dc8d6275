import { createHash } from 'node:crypto'
import { KnowledgeError } from '../errors.js'
import type { Asked } from '../records/asked/asked.js'
import { type ClusterContent, type Clusters, clustersOf } from '../records/asked/clusters.js'
import type { KnownMatter } from '../records/asked/known-matter.js'
import { summarise, type UnansweredGroup } from '../records/asked/unanswered-groups.js'
import { languageOf } from '../records/asked/wordings.js'
import { wordingKey } from '../records/wording-key.js'
import { byCodeUnit } from '../text/by-code-unit.js'
import type { VersionId } from '../version-id.js'
import type { CurationGroup } from './curation-group.js'
import { type CurationItem, type CurationState, MAX_WORDINGS } from './item.js'
import { type Decisive, type ToDecide, toDecide } from './to-decide.js'

/**
 * The id of a group: a hash of its language and the telling words of one of its wordings, so that the id stays when the group
 * grows. The central wording may change until something is decided; older ids still lead to the group.
 */
export function groupId(language: string, wording: string): string {
  return idOf(`${language} ${wordingKey(wording)}`)
}

/** @param wording language and telling words, with a space between */
function idOf(wording: string): string {
  return `q-${createHash('sha256').update(wording).digest('hex').slice(0, 10)}`
}

/**
 * Unanswered questions in groups, the most asked first. Questions close to an item that editors have handled belong to it, whatever
 * the decision was, and are still counted. An approved item attracts less: a question with a further word forms its own group.
 */
export function curationGroups(
  asked: Asked,
  items: readonly CurationItem[],
  decisive: Decisive = { pairs: new Map(), madeAt: new Map() },
): readonly CurationGroup[] {
  const clusters = clustersOf(asked, items.map(matterOf))
  const groupOf = (number: number) =>
    new Group(clusters, number, items[clusters.matterOf[number] as number] ?? null, decisive)
  const groups: Group[] = []
  for (const number of clusters.inDemand((a, b) => byCodeUnit(groupOf(a).item.id, groupOf(b).item.id))) {
    groups.push(groupOf(number))
  }
  const taken = new Set(clusters.matterOf.filter((_, number) => clusters.counts[number] !== 0))
  const unasked = items.filter((_, position) => !taken.has(position))
  for (const item of unasked.sort((a, b) => byCodeUnit(a.id, b.id)))
    groups.push(new Group(clusters, -1, item, decisive))
  return groups
}

/**
 * @param id any id that the group was listed under
 * @throws {KnowledgeError} CURATION_UNKNOWN
 */
export function findGroup<G extends CurationGroup>(groups: readonly G[], id: string): G {
  const found = groups.find(({ storedId }) => storedId === id) ?? groups.find((group) => group.isCalled(id))
  if (found !== undefined) return found
  throw new KnowledgeError('CURATION_UNKNOWN', { what: 'group', id }, { do: 'list-groups' })
}

/** Nobody reviews questions that join an approved item, least of all an ignored one: so less may join it. */
function matterOf(item: CurationItem): KnownMatter {
  const { language, wordings } = item
  if (item.state !== 'approved') return { language, wordings, reach: 'alike' }
  return { language, wordings, reach: item.proposal.kind === 'ignored' ? 'same words' : 'nothing further' }
}

const OPEN: ToDecide = { kind: 'open' }

class Group implements CurationGroup {
  readonly #clusters: Clusters
  readonly #number: number
  readonly #decisive: Decisive
  readonly #decided: CurationItem | null
  #made: { readonly item: CurationItem; readonly asked: UnansweredGroup | null } | null = null
  #askedOf: ReadonlyMap<VersionId, number> | null = null

  /** @param number of the cluster; -1 = none of its questions is in the log */
  constructor(clusters: Clusters, number: number, decided: CurationItem | null, decisive: Decisive) {
    this.#clusters = clusters
    this.#number = number
    this.#decided = decided
    this.#decisive = decisive
  }

  get state(): CurationState {
    return this.#decided?.state ?? 'open'
  }

  get storedId(): string | null {
    return this.#decided?.id ?? null
  }

  get count(): number {
    return this.#clusters.counts[this.#number] ?? 0
  }

  get notHelpful(): number {
    return this.#clusters.notHelpful[this.#number] ?? 0
  }

  get language(): string {
    return this.#decided?.language ?? languageOf(this.#wordings()[0] ?? '')
  }

  get item(): CurationItem {
    return this.#decided ?? this.#make().item
  }

  get toDecide(): ToDecide | null {
    return this.state === 'open' ? OPEN : toDecide(this.item, this.askedOf, this.#decisive)
  }

  get asked(): UnansweredGroup | null {
    return this.#make().asked
  }

  get askedSince(): number {
    return [...this.askedOf.values()].reduce((sum, count) => sum + count, 0)
  }

  get askedOf(): ReadonlyMap<VersionId, number> {
    const decided = this.#decided
    if (this.count === 0 || decided?.state !== 'approved') return new Map()
    this.#askedOf ??= this.#clusters.versionsSince(this.#number, Date.parse(decided.approvedAt))
    return this.#askedOf
  }

  isCalled(id: string): boolean {
    return this.storedId === id || this.#wordings().some((wording) => idOf(wording) === id)
  }

  #wordings(): readonly string[] {
    return this.count === 0 ? [] : this.#clusters.wordings(this.#number)
  }

  #make() {
    if (this.#made !== null) return this.#made
    const content = this.count === 0 ? null : this.#clusters.content(this.#number)
    const asked = content === null ? null : summarise(content, this.notHelpful)
    this.#made = { item: this.#decided ?? openItem(content, asked), asked }
    return this.#made
  }
}

function openItem(content: ClusterContent | null, asked: UnansweredGroup | null): CurationItem {
  const { question = '', language = '', examples = [] } = asked ?? {}
  // Later questions are compared with the most typical wording, even if it is not the most frequent.
  const typical = content === null ? [] : [content.typical]
  const byKey = new Map(
    [question, ...typical, ...examples].toReversed().map((wording) => [wordingKey(wording), wording]),
  )
  const wordings = [...byKey.values()].toReversed().slice(0, MAX_WORDINGS)
  return { id: groupId(language, question), language, question, wordings, version: 0, history: [], state: 'open' }
}
