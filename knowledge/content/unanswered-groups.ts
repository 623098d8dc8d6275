import { words } from '../search/normalise.js'
import { groupByCloseness } from './closeness.js'
import { contentWords } from './filler-words.js'
import type { UnansweredEntry } from './unanswered.js'

/** Unanswered questions that ask the same. */
export interface UnansweredGroup {
  /** the most frequent wording, of equals the shortest */
  readonly question: string
  readonly count: number
  /** ISO 8601 */
  readonly firstAt: string
  readonly lastAt: string
  /** ISO 639 code; `lang` is the same under the name that the command line promises */
  readonly language: string
  readonly lang: string
  /** further wordings, most frequent first */
  readonly examples: readonly string[]
  /** pairs that came close, most often first; `count`: for how many of the questions */
  readonly closest: readonly { readonly pairId: string; readonly count: number }[]
}

const MAX_EXAMPLES = 5
const MAX_CLOSEST = 3

/** Entries whose questions have the same telling words. */
interface Wording {
  readonly words: readonly string[]
  readonly entries: readonly UnansweredEntry[]
}

/**
 * Groups unanswered questions by closeness, language by language; the most asked first, of equals the latest. The same entries
 * give the same groups in whatever order they come.
 */
export function groupUnanswered(entries: Iterable<UnansweredEntry>): readonly UnansweredGroup[] {
  return [...groupBy(entries, ({ language }) => language).values()]
    .flatMap(groupsOfOneLanguage)
    .sort((a, b) => b.count - a.count || compare(b.lastAt, a.lastAt) || compare(a.question, b.question))
}

function groupsOfOneLanguage(entries: readonly UnansweredEntry[]): readonly UnansweredGroup[] {
  const wordings: readonly Wording[] = [...groupBy(entries, ({ question }) => tellingWords(question).join(' '))]
    .sort(([a, entriesOfA], [b, entriesOfB]) => entriesOfB.length - entriesOfA.length || compare(a, b))
    .map(([key, entries]) => ({ words: key.split(' '), entries }))
  const leaders = groupByCloseness(wordings.map(({ words }) => words))
  return [...groupBy(wordings.entries(), ([position]) => leaders[position]).values()].map((members) =>
    summarise(members.flatMap(([, { entries }]) => entries)),
  )
}

/** In alphabetical order: word order and repetition do not make another question. */
function tellingWords(question: string): readonly string[] {
  return [...new Set(contentWords(words(question)))].sort()
}

function summarise(entries: readonly UnansweredEntry[]): UnansweredGroup {
  const times = entries.map(({ at }) => at).sort()
  const wordings = [...counted(entries.map(({ question }) => question))]
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || a.length - b.length || compare(a, b))
    .map(([question]) => question)
  const closest = [...counted(entries.flatMap((entry) => entry.closest.map(({ pairId }) => pairId)))]
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || compare(a, b))
    .map(([pairId, count]) => ({ pairId, count }))
  const language = entries[0]?.language ?? ''
  return {
    question: wordings[0] ?? '',
    count: entries.length,
    firstAt: times[0] ?? '',
    lastAt: times.at(-1) ?? '',
    language,
    lang: language,
    examples: wordings.slice(1, 1 + MAX_EXAMPLES),
    closest: closest.slice(0, MAX_CLOSEST),
  }
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

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
