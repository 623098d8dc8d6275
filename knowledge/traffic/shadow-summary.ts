import type { Difference, ShadowEntry } from './shadow-entry.js'

type Disagreement = Extract<ShadowEntry, { readonly kind: 'disagreed' }>

/** The result of a shadow trial. */
export interface ShadowSummary {
  /** questions that both versions answered */
  readonly compared: number
  readonly agreed: number
  readonly disagreed: number
  /** share of the compared questions on which a citizen would have got the same, 0…1; null before the first */
  readonly agreementRate: number | null
  readonly differences: Readonly<Partial<Record<Difference, number>>>
  /** questions on which the challenger failed or took too long */
  readonly failed: number
  /** questions skipped because too many waited */
  readonly dropped: number
  /** the latest disagreements, latest first */
  readonly examples: readonly Disagreement[]
}

/** @param plan number of the trial */
export async function summariseShadow(
  entries: AsyncIterable<ShadowEntry>,
  plan: number,
  mostExamples: number,
): Promise<ShadowSummary> {
  let [agreed, failed, dropped, disagreed] = [0, 0, 0, 0]
  const differences: Partial<Record<Difference, number>> = {}
  let examples: readonly Disagreement[] = []
  for await (const entry of entries) {
    if (entry.plan !== plan) continue
    dropped += entry.dropped
    if (entry.kind === 'agreed') agreed++
    if (entry.kind === 'failed') failed++
    if (entry.kind !== 'disagreed') continue
    disagreed++
    differences[entry.difference] = (differences[entry.difference] ?? 0) + 1
    examples = [entry, ...examples].slice(0, mostExamples)
  }
  const compared = agreed + disagreed
  const agreementRate = compared === 0 ? null : agreed / compared
  return { compared, agreed, disagreed, agreementRate, differences, failed, dropped, examples }
}
