import { byCodeUnit } from '../text/by-code-unit.js'
import { contentWords } from '../text/filler-words.js'
import { words } from '../text/normalise.js'
import { groupByCloseness, type Reach } from './closeness.js'
import type { UnansweredEntry } from './unanswered.js'

/** `not-helpful`: answered, and the citizen said that the answer did not help. */
export type QuestionKind = 'unanswered' | 'not-helpful'

/** Unanswered questions that ask the same. */
export interface UnansweredGroup {
  /** `not-helpful` when all of them are */
  readonly kind: QuestionKind
  /** the most frequent wording; the shortest of equally frequent ones */
  readonly question: string
  readonly count: number
  /** ISO 8601 */
  readonly firstAt: string
  readonly lastAt: string
  /** ISO 639 code; `lang` repeats it under the field name of the command line's JSON */
  readonly language: string
  readonly lang: string
  /** further wordings, most frequent first */
  readonly examples: readonly string[]
  /** pairs that came close, most often first; `count`: for how many of the questions */
  readonly closest: readonly { readonly pairId: string; readonly count: number }[]
  /** how many of the questions were answered, but not helpfully */
  readonly notHelpful: number
  /** pairs whose answers did not help, most often first */
  readonly shown: readonly { readonly pairId: string; readonly count: number }[]
}

export function questionKind({ outcome }: Pick<UnansweredEntry, 'outcome'>): QuestionKind {
  return outcome === 'not-helpful' ? 'not-helpful' : 'unanswered'
}

const MAX_EXAMPLES = 5
const MAX_CLOSEST = 3

/** Entries whose questions have the same telling words. */
interface Wording {
  readonly words: readonly string[]
  readonly entries: readonly UnansweredEntry[]
}

/** A known matter: questions close to one of its wordings belong to it, as far as its reach allows. */
export interface KnownMatter {
  /** ISO 639 code */
  readonly language: string
  readonly wordings: readonly string[]
  readonly reach: Reach
}

/** Entries that ask the same; `matter` is the position of the known matter they belong to, or null. */
export interface EntryCluster {
  /** entries of the most typical wording first */
  readonly entries: readonly UnansweredEntry[]
  readonly matter: number | null
}

/**
 * Groups unanswered questions by closeness, separately for each language; the most asked first, then the latest. The groups do
 * not depend on the order of the entries.
 */
export function groupUnanswered(entries: Iterable<UnansweredEntry>): readonly UnansweredGroup[] {
  return clusterUnanswered(entries)
    .map((cluster) => summarise(cluster.entries))
    .sort((a, b) => b.count - a.count || byCodeUnit(b.lastAt, a.lastAt) || byCodeUnit(a.question, b.question))
}

/** The groups as their entries, in no particular order. A known matter that nobody asked about has none. */
export function clusterUnanswered(
  entries: Iterable<UnansweredEntry>,
  matters: readonly KnownMatter[] = [],
): readonly EntryCluster[] {
  return [...groupBy(entries, ({ language }) => language)].flatMap(([language, ofLanguage]) =>
    clustersOfOneLanguage(ofLanguage, matters, pinnedWordings(matters, language)),
  )
}

/** The matter of each wording, by its telling words; a shared wording belongs to the first matter. */
function pinnedWordings(matters: readonly KnownMatter[], language: string): ReadonlyMap<string, number> {
  const pinned = new Map<string, number>()
  for (const [position, matter] of matters.entries()) {
    if (matter.language !== language) continue
    for (const key of matter.wordings.map(wordingKey)) if (!pinned.has(key)) pinned.set(key, position)
  }
  return pinned
}

function clustersOfOneLanguage(
  entries: readonly UnansweredEntry[],
  known: readonly KnownMatter[],
  pinned: ReadonlyMap<string, number>,
): readonly EntryCluster[] {
  const byKey = groupBy(entries, ({ question }) => wordingKey(question))
  const wordings: readonly Wording[] = [
    ...[...pinned.keys()].map((key): [string, readonly UnansweredEntry[]] => [key, byKey.get(key) ?? []]),
    ...[...byKey]
      .filter(([key]) => !pinned.has(key))
      .sort(([a, entriesOfA], [b, entriesOfB]) => entriesOfB.length - entriesOfA.length || byCodeUnit(a, b)),
  ].map(([key, entries]) => ({ words: key.split(' '), entries }))
  const matters = [...pinned.values()]
  const leaders = groupByCloseness(
    wordings.map(({ words }) => words),
    matters.map((matter) => known[matter]?.reach ?? 'alike'),
  )
  const groups = groupBy(wordings.entries(), ([position]) => {
    const leader = leaders[position] ?? position
    return matters[leader] ?? `led by ${leader}`
  })
  return [...groups]
    .map(([matter, members]) => ({
      entries: members.flatMap(([, wording]) => wording.entries),
      matter: typeof matter === 'number' ? matter : null,
    }))
    .filter((cluster) => cluster.entries.length > 0)
}

/** Its telling words in alphabetical order: word order, repetition and politeness do not make a different question. */
export function wordingKey(question: string): string {
  return [...new Set(contentWords(words(question)))].sort().join(' ')
}

/** @param entries of one group, at least one */
export function summarise(entries: readonly UnansweredEntry[]): UnansweredGroup {
  const times = entries.map(({ at }) => at).sort()
  const wordings = [...counted(entries.map(({ question }) => question))]
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || a.length - b.length || byCodeUnit(a, b))
    .map(([question]) => question)
  const notHelpful = entries.filter((entry) => questionKind(entry) === 'not-helpful').length
  const language = entries[0]?.language ?? ''
  return {
    kind: notHelpful === entries.length ? 'not-helpful' : 'unanswered',
    question: wordings[0] ?? '',
    count: entries.length,
    firstAt: times[0] ?? '',
    lastAt: times.at(-1) ?? '',
    language,
    lang: language,
    examples: wordings.slice(1, 1 + MAX_EXAMPLES),
    closest: mostFrequent(entries.flatMap((entry) => entry.closest.map(({ pairId }) => pairId))).slice(0, MAX_CLOSEST),
    notHelpful,
    shown: mostFrequent(entries.flatMap(({ shown }) => (shown === null ? [] : [shown]))),
  }
}

function mostFrequent(pairIds: readonly string[]): UnansweredGroup['closest'] {
  return [...counted(pairIds)]
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || byCodeUnit(a, b))
    .map(([pairId, count]) => ({ pairId, count }))
}

function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

function counted(items: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...groupBy(items, (item) => item)].map(([item, all]) => [item, all.length]))
}
