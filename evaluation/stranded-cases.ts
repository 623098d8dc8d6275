import type { QnaPair } from '../knowledge/content/qna-pair.js'
import type { GoldenCase } from './golden.js'
import { named } from './name-a-few.js'

/** A golden case that names a pair which a version does not have: misspelt, retired since, or not written yet. */
export interface StrandedCase {
  readonly golden: GoldenCase
  /** ids that no pair has */
  readonly missing: readonly string[]
}

/** The cases that name a pair which is not among these, in any language. */
export function strandedCases(
  cases: readonly GoldenCase[],
  pairs: readonly Pick<QnaPair, 'id'>[],
): readonly StrandedCase[] {
  const ids = new Set(pairs.map(({ id }) => id))
  return cases
    .map((golden) => ({ golden, missing: golden.relevant.filter((id) => !ids.has(id)) }))
    .filter(({ missing }) => missing.length > 0)
}

/** Whether no pair that the case names is there: whatever a version does, the case is not met. */
export function isWithoutPair({ golden, missing }: StrandedCase): boolean {
  return missing.length === golden.relevant.length
}

/** Whether a case that must never regress can never be met. */
export function isHopeless(stranded: StrandedCase): boolean {
  return stranded.golden.critical && isWithoutPair(stranded)
}

/** What is wrong with the cases, the hopeless ones by name where there are any, and what to do about it. */
export function describeStranded(stranded: readonly StrandedCase[]): string {
  const hopeless = stranded.filter(isHopeless)
  const [shown, what] =
    hopeless.length > 0
      ? [hopeless, 'critical case can never be met']
      : [stranded, 'case names a pair that does not exist']
  const others = stranded.length - shown.length
  const names = shown.map(({ golden, missing }) => `"${golden.text}" names ${missing.join(' and ')}`)
  return [
    named(shown.length, what, names),
    ...(others === 0 ? [] : [`${others} × other case names a pair that does not exist`]),
    'correct the ids in the golden files; where a pair was retired, change or remove its cases',
  ].join('; ')
}
