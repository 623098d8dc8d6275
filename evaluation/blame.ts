import { pairKey, type QnaPair } from '../knowledge/content/qna-pair.js'
import type { CaseResult } from './evaluate.js'

/** The edit that most likely explains why a question was lost. */
export type Blame =
  | { readonly kind: 'answer-swapped'; readonly pair: string; readonly from: string }
  | { readonly kind: 'pair-removed'; readonly pair: string }
  | { readonly kind: 'language-dropped'; readonly pair: string }
  | { readonly kind: 'pair-edited'; readonly pair: string }
  | { readonly kind: 'stolen-by-new-pair'; readonly pair: string }
  | { readonly kind: 'stolen-by-edited-pair'; readonly pair: string }
  | { readonly kind: 'ranking-shift'; readonly pair: string | null }

/**
 * Looks for the edit behind a loss, the most telling first: a misplaced answer, the expected pair gone or changed, another
 * pair new or changed that now stands in its place; failing all, the ranking itself moved.
 */
export function blameFor(
  old: CaseResult,
  now: CaseResult,
  before: readonly QnaPair[],
  after: readonly QnaPair[],
  strayed: ReadonlyMap<string, string>,
): Blame {
  const language = now.language
  const swapped = now.shown.map((id) => `${id}/${language}`).find((key) => strayed.has(key))
  if (swapped !== undefined) return { kind: 'answer-swapped', pair: swapped, from: strayed.get(swapped) ?? swapped }

  const oldByKey = new Map(before.map((pair) => [pairKey(pair), pair]))
  const newByKey = new Map(after.map((pair) => [pairKey(pair), pair]))
  const expected = old.case.relevant.map((id) => `${id}/${language}`).filter((key) => oldByKey.has(key))
  const removed = expected.find((key) => !newByKey.has(key))
  if (removed !== undefined) {
    const languageGone = !after.some((pair) => pair.language === language)
    return { kind: languageGone ? 'language-dropped' : 'pair-removed', pair: removed }
  }
  const isEdited = (key: string) => canonical(oldByKey.get(key)) !== canonical(newByKey.get(key))
  const thief = now.shown
    .flatMap((id) => [`${id}/${language}`, ...after.filter((pair) => pair.id === id).map(pairKey)])
    .find((key) => newByKey.has(key) && !expected.includes(key) && isEdited(key))
  if (thief !== undefined) {
    return { kind: oldByKey.has(thief) ? 'stolen-by-edited-pair' : 'stolen-by-new-pair', pair: thief }
  }
  const edited = expected.find(isEdited)
  if (edited !== undefined) return { kind: 'pair-edited', pair: edited }
  return { kind: 'ranking-shift', pair: now.shown[0] ?? expected[0] ?? null }
}

function canonical(pair: QnaPair | undefined): string | null {
  return pair === undefined ? null : JSON.stringify([pair.question, pair.alternateQuestions, pair.answer])
}

/** A blame in plain words. */
export function describeBlame(blame: Blame): string {
  switch (blame.kind) {
    case 'answer-swapped':
      return `${blame.pair} now gives the answer that ${blame.from} had`
    case 'pair-removed':
      return `${blame.pair} was removed`
    case 'language-dropped':
      return `${blame.pair} is gone with every pair in its language`
    case 'pair-edited':
      return `${blame.pair} was edited`
    case 'stolen-by-new-pair':
      return `the new pair ${blame.pair} takes the question`
    case 'stolen-by-edited-pair':
      return `the edited pair ${blame.pair} takes the question`
    case 'ranking-shift':
      return `no single edit: the ranking moved${blame.pair === null ? '' : ` towards ${blame.pair}`}`
  }
}
