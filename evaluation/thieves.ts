import { pairKey, type QnaPair } from '../knowledge/content/qna-pair.js'
import { words } from '../knowledge/search/normalise.js'
import type { Comparison } from './compare.js'

/** So many questions lost to one pair are no accident. */
const LOSSES_OF_A_THIEF = 2

/**
 * New or edited pairs that take questions from others: either they repeat another pair's phrasing word for word, or questions
 * that were served before are lost to them.
 *
 * @returns one sentence per pair
 */
export function thievesOf(
  before: readonly QnaPair[],
  after: readonly QnaPair[],
  comparison: Comparison,
): readonly string[] {
  return [...repeatedPhrasings(before, after), ...takenQuestions(comparison)]
}

function repeatedPhrasings(before: readonly QnaPair[], after: readonly QnaPair[]): readonly string[] {
  const known = new Set(before.flatMap((pair) => phrasingKeys(pair).map((phrasing) => `${pairKey(pair)} ${phrasing}`)))
  const owners = new Map<string, QnaPair[]>()
  for (const pair of after) {
    for (const phrasing of new Set(phrasingKeys(pair))) owners.set(phrasing, [...(owners.get(phrasing) ?? []), pair])
  }
  return [...owners].flatMap(([phrasing, pairs]) => {
    const newcomer = pairs.find((pair) => !known.has(`${pairKey(pair)} ${phrasing}`))
    const other = pairs.find((pair) => pair !== newcomer)
    if (newcomer === undefined || other === undefined || newcomer.answer === other.answer) return []
    return [`${pairKey(newcomer)} asks the same as ${pairKey(other)} and answers otherwise`]
  })
}

function phrasingKeys(pair: QnaPair): readonly string[] {
  return [pair.question, ...pair.alternateQuestions].map((text) => `${pair.language} ${words(text).join(' ')}`)
}

function takenQuestions({ moved }: Comparison): readonly string[] {
  const losses = new Map<string, number>()
  for (const { verdict, blame } of moved) {
    if (verdict === 'lost' && (blame?.kind === 'stolen-by-new-pair' || blame?.kind === 'stolen-by-edited-pair')) {
      losses.set(blame.pair, (losses.get(blame.pair) ?? 0) + 1)
    }
  }
  return [...losses]
    .map(([pair, lost]) => ({ pair, lost, won: wonBy(pair, moved) }))
    .filter(({ lost, won }) => lost - won >= LOSSES_OF_A_THIEF)
    .map(({ pair, lost }) => `${pair} takes ${lost} questions from others`)
}

function wonBy(pair: string, moved: Comparison['moved']): number {
  return moved.filter(
    ({ verdict, after, language }) => verdict === 'won' && after.pairIds.some((id) => `${id}/${language}` === pair),
  ).length
}
