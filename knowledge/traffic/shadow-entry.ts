import { z } from 'zod'
import { keptText } from '../records/unanswered.js'
import { type Decision, type Outcome, type Question, shownPairs } from '../search/outcome.js'
import type { LogKind } from '../store/log.js'
import { versionIdSchema } from '../version-id.js'

/**
 * How two versions can differ on a question. `answer-changed`: the same pair in other words. `other-pair`: another pair
 * answers. `answered-now`, `no-longer-answered`: only one of them answers. `other-choices`: other pairs are offered.
 * `other-outcome`: neither answers, in different ways.
 */
export const DIFFERENCES = [
  'answer-changed',
  'other-pair',
  'answered-now',
  'no-longer-answered',
  'other-choices',
  'other-outcome',
] as const
export type Difference = (typeof DIFFERENCES)[number]

const sideSchema = z.strictObject({
  version: versionIdSchema,
  kind: z.enum(['answered', 'clarification', 'fallback', 'handoff']),
  /** shown to the citizen, or by the challenger: would have been shown */
  pairIds: z.array(z.string()),
  /** 0…1 */
  confidence: z.number(),
})

const entryFields = {
  at: z.iso.datetime(),
  /** number of the trial */
  plan: z.number().int().positive(),
  /** questions skipped since the previous entry, because too many waited */
  dropped: z.number().int().nonnegative(),
}

/** A question that the challenger answered silently. Words are kept only where the versions differ, and then redacted. */
export const shadowEntrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agreed'), ...entryFields }),
  z.strictObject({
    kind: z.literal('disagreed'),
    ...entryFields,
    difference: z.enum(DIFFERENCES),
    question: z.string(),
    language: z.string(),
    champion: sideSchema,
    challenger: sideSchema,
  }),
  /** the challenger threw, or took too long */
  z.strictObject({ kind: z.literal('failed'), ...entryFields, reason: z.enum(['error', 'timeout']) }),
])
export type ShadowEntry = Readonly<z.infer<typeof shadowEntrySchema>>

/** The log of comparisons between the champion and a silent challenger. */
export const SHADOW: LogKind<ShadowEntry> = { name: 'shadow', schema: shadowEntrySchema }

/** How the challenger differs from the champion, or null when a citizen would have got the same. */
export function differenceBetween(champion: Outcome, challenger: Outcome): Difference | null {
  const [before, after] = [shownPairs(champion), shownPairs(challenger)]
  const samePairs = before.length === after.length && before.every(({ id }, place) => id === after[place]?.id)
  if (isAnswer(champion) && isAnswer(challenger)) {
    if (!samePairs || champion.kind !== challenger.kind) return 'other-pair'
    return before[0]?.answer === after[0]?.answer ? null : 'answer-changed'
  }
  if (isAnswer(challenger)) return 'answered-now'
  if (isAnswer(champion)) return 'no-longer-answered'
  if (champion.kind !== challenger.kind) return 'other-outcome'
  return samePairs ? null : 'other-choices'
}

/** The comparison as it is stored. */
export function comparedEntry(
  fields: { readonly at: Date; readonly plan: number; readonly dropped: number },
  { text }: Pick<Question, 'text'>,
  champion: Decision,
  challenger: Decision,
): ShadowEntry {
  const common = { ...fields, at: fields.at.toISOString() }
  const difference = differenceBetween(champion.outcome, challenger.outcome)
  if (difference === null) return { kind: 'agreed', ...common }
  return {
    kind: 'disagreed',
    ...common,
    difference,
    question: keptText(text),
    language: champion.language,
    champion: sideOf(champion),
    challenger: sideOf(challenger),
  }
}

function sideOf({ outcome, version }: Decision): z.infer<typeof sideSchema> {
  const { kind, confidence } = outcome
  return { version, kind, pairIds: shownPairs(outcome).map(({ id }) => id), confidence }
}

function isAnswer({ kind }: Outcome): boolean {
  return kind === 'answered' || kind === 'handoff'
}
