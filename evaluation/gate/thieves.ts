import { pairKey, type QnaPair } from '../../knowledge/content/qna-pair.js'
import { words } from '../../knowledge/text/normalise.js'
import type { Comparison } from './compare.js'
import type { Thief } from './findings.js'

/** This many questions lost to one pair are not a coincidence. */
const LOSSES_OF_A_THIEF = 2

/**
 * New or edited pairs that take questions from others: they repeat another pair's phrasing word for word, or questions that
 * were served before are lost to them.
 */
export function thievesOf(
  before: readonly QnaPair[],
  after: readonly QnaPair[],
  comparison: Comparison,
): readonly Thief[] {
  return [...repeatedPhrasings(before, after), ...takenQuestions(comparison)]
}

function repeatedPhrasings(before: readonly QnaPair[], after: readonly QnaPair[]): readonly Thief[] {
  const newOf = newPhrasings(before, after)
  const anyNew = new Set([...newOf.values()].flatMap((phrasings) => [...phrasings]))
  if (anyNew.size === 0) return []
  const owners = new Map<string, QnaPair[]>()
  for (const pair of after) {
    for (const phrasing of new Set(phrasingKeys(pair))) {
      if (anyNew.has(phrasing)) owners.set(phrasing, [...(owners.get(phrasing) ?? []), pair])
    }
  }
  return [...owners].flatMap(([phrasing, pairs]) => {
    const newcomer = pairs.find((pair) => newOf.get(pair)?.has(phrasing))
    const other = pairs.find((pair) => pair !== newcomer)
    if (newcomer === undefined || other === undefined || newcomer.answer === other.answer) return []
    return [{ kind: 'repeats-question', pair: pairKey(newcomer), of: pairKey(other) }]
  })
}

/** The new phrasings of each pair; most pairs have none and are skipped quickly. */
function newPhrasings(
  before: readonly QnaPair[],
  after: readonly QnaPair[],
): ReadonlyMap<QnaPair, ReadonlySet<string>> {
  const earlier = new Map(before.map((pair) => [pairKey(pair), pair]))
  const found = new Map<QnaPair, ReadonlySet<string>>()
  for (const pair of after) {
    const old = earlier.get(pairKey(pair))
    const oldTexts = old === undefined ? [] : textsOf(old)
    if (textsOf(pair).every((text) => oldTexts.includes(text))) continue
    const known = new Set(old === undefined ? [] : phrasingKeys(old))
    found.set(pair, new Set(phrasingKeys(pair).filter((phrasing) => !known.has(phrasing))))
  }
  return found
}

function textsOf({ question, alternateQuestions }: QnaPair): readonly string[] {
  return [question, ...alternateQuestions]
}

function phrasingKeys(pair: QnaPair): readonly string[] {
  return textsOf(pair).map((text) => `${pair.language} ${words(text).join(' ')}`)
}

function takenQuestions({ moved }: Comparison): readonly Thief[] {
  const losses = new Map<string, number>()
  for (const { verdict, blame } of moved) {
    if (verdict === 'lost' && (blame?.kind === 'stolen-by-new-pair' || blame?.kind === 'stolen-by-edited-pair')) {
      losses.set(blame.pair, (losses.get(blame.pair) ?? 0) + 1)
    }
  }
  return [...losses]
    .map(([pair, lost]) => ({ pair, lost, won: wonBy(pair, moved) }))
    .filter(({ lost, won }) => lost - won >= LOSSES_OF_A_THIEF)
    .map(({ pair, lost }) => ({ kind: 'takes-questions', pair, questions: lost }))
}

function wonBy(pair: string, moved: Comparison['moved']): number {
  return moved.filter(
    ({ verdict, after, language }) =>
      verdict === 'won' && after.pairIds.some((id) => pairKey({ id, language }) === pair),
  ).length
}
