import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { GoldenCase } from '../golden/golden-case.js'
import type { Finding } from './findings.js'

/** A golden case that names a pair which a version does not have: its id is misspelt, or the pair was retired or is not yet written. */
export interface StrandedCase {
  readonly golden: GoldenCase
  /** ids of pairs that do not exist */
  readonly missing: readonly string[]
}

/** The cases that name a pair which is not among `pairs` in any language. */
export function strandedCases(
  cases: readonly GoldenCase[],
  pairs: readonly Pick<QnaPair, 'id'>[],
): readonly StrandedCase[] {
  const ids = new Set(pairs.map(({ id }) => id))
  return cases
    .map((golden) => ({ golden, missing: golden.relevant.filter((id) => !ids.has(id)) }))
    .filter(({ missing }) => missing.length > 0)
}

/** Whether none of the case's pairs exists: no version can meet the case. */
export function isWithoutPair({ golden, missing }: StrandedCase): boolean {
  return missing.length === golden.relevant.length
}

/** Whether a case that must never regress can never be met. */
export function isHopeless(stranded: StrandedCase): boolean {
  return stranded.golden.critical && isWithoutPair(stranded)
}

/** Findings about the cases: the hopeless ones are listed if there are any, otherwise all; and what to do. */
export function strandedFindings(stranded: readonly StrandedCase[]): readonly Finding[] {
  if (stranded.length === 0) return []
  const hopeless = stranded.filter(isHopeless)
  const shown = hopeless.length > 0 ? hopeless : stranded
  const named = shown.map(({ golden: { text, language }, missing }) => {
    return { kind: 'misnamed-case' as const, question: text, language, missing }
  })
  const others = stranded.length - shown.length
  return [
    { kind: hopeless.length > 0 ? 'critical-never-met' : 'pair-misnamed', named },
    ...(others === 0 ? [] : [{ kind: 'pair-misnamed-also' as const, count: others }]),
    { kind: 'mend-golden-files' },
  ]
}
