import { byCodeUnit } from '../../text/by-code-unit.js'
import type { Asked } from './asked.js'
import { type ClusterContent, clustersOf } from './clusters.js'
import type { AskedFilter } from './tally.js'

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

const MAX_EXAMPLES = 5
const MAX_CLOSEST = 3

/**
 * Groups unanswered questions by closeness, separately for each language; the most asked first, then the latest. The groups do
 * not depend on the order of the entries.
 *
 * @param most of the groups; null = all
 */
export function groupUnanswered(
  asked: Asked,
  most: number | null = null,
  filter?: AskedFilter,
): readonly UnansweredGroup[] {
  const clusters = clustersOf(asked, [], filter)
  const groups = new Map<number, UnansweredGroup>()
  const groupOf = (number: number): UnansweredGroup => {
    const group = groups.get(number) ?? summarise(clusters.content(number), clusters.notHelpful[number] ?? 0)
    groups.set(number, group)
    return group
  }
  const sorted = clusters.inDemand((a, b) => byCodeUnit(groupOf(a).question, groupOf(b).question))
  return Array.from(sorted.subarray(0, most ?? sorted.length), groupOf)
}

/** A cluster as people see it. @param notHelpful how many of its questions were answered, but not helpfully */
export function summarise(content: ClusterContent, notHelpful: number): UnansweredGroup {
  const { language, first, last, closest, shown } = content
  const count = [...content.questions.values()].reduce((sum, times) => sum + times, 0)
  const wordings = [...content.questions]
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || a.length - b.length || byCodeUnit(a, b))
    .map(([question]) => question)
  return {
    kind: notHelpful === count ? 'not-helpful' : 'unanswered',
    question: wordings[0] ?? '',
    count,
    firstAt: new Date(first).toISOString(),
    lastAt: new Date(last).toISOString(),
    language,
    lang: language,
    examples: wordings.slice(1, 1 + MAX_EXAMPLES),
    closest: mostFrequent(closest, MAX_CLOSEST),
    notHelpful,
    shown: mostFrequent(shown, shown.size),
  }
}

function mostFrequent(pairs: ReadonlyMap<string, number>, most: number): UnansweredGroup['closest'] {
  // Hundreds of pairs come close to what is asked often: only those that are shown are put in order.
  const least = Uint32Array.from(pairs.values()).sort().at(-most) ?? 0
  return [...pairs]
    .filter(([, count]) => count >= least)
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || byCodeUnit(a, b))
    .slice(0, most)
    .map(([pairId, count]) => ({ pairId, count }))
}
