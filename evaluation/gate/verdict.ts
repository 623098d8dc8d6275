import { z } from 'zod'
import { findingSchema } from './findings.js'

/** The ids of the gate's rules, in the order they are shown. Verdicts and audit entries store them: an id never changes. */
export const RULE_IDS = [
  'enough-cases',
  'cases-name-pairs',
  'no-critical-lost',
  'no-answer-strayed',
  'no-language-dropped',
  'no-pair-steals',
  'ranking-not-worse',
  'served-not-worse',
  'few-false-answers',
  'slices-not-worse',
  'calibrated',
  'index-recall',
  'latency',
  'answers-undamaged',
  'no-collisions',
  'phrasings-found',
] as const
export type RuleId = (typeof RULE_IDS)[number]

/** `note`: it passes, but a person should see it before promoting */
export const RULE_VERDICTS = ['pass', 'note', 'hold'] as const

export const gateSchema = z.enum(['pass', 'hold'])

export const gateVerdictSchema = z.strictObject({
  gate: gateSchema,
  /** present when it was judged as an institution's first own version, by the rules of a start */
  as: z.literal('first-version').exactOptional(),
  rules: z
    .array(
      z.strictObject({
        id: z.enum(RULE_IDS),
        verdict: z.enum(RULE_VERDICTS),
        /** empty where there is nothing to report */
        findings: z.array(findingSchema).readonly(),
      }),
    )
    .readonly(),
})

/** The gate's verdict on a version, as data; `words/` has the texts in each language. */
export type GateVerdict = Readonly<z.infer<typeof gateVerdictSchema>>
export type RuleVerdict = Readonly<GateVerdict['rules'][number]>

/** The rules with this verdict. */
export function rulesThat<R extends Pick<RuleVerdict, 'verdict'>>(
  verdict: RuleVerdict['verdict'],
  rules: readonly R[],
): readonly R[] {
  return rules.filter((rule) => rule.verdict === verdict)
}
