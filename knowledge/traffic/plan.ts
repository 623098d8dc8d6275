import { createHash } from 'node:crypto'
import { z } from 'zod'
import { storedAccount } from '../person.js'
import type { DocumentKind } from '../store/document.js'
import { type VersionId, versionIdSchema } from '../version-id.js'

const planSchema = z.strictObject({
  format: z.literal(1),
  /** number of the trial: it identifies the trial and decides which conversations are picked */
  plan: z.number().int().nonnegative(),
  /** the trial that runs or ran last; null before the first */
  trial: z.enum(['shadow', 'canary']).nullable(),
  challenger: versionIdSchema.nullable(),
  /** the version that the challenger is compared with */
  champion: versionIdSchema.nullable(),
  /** share of new conversations that a canary gets, 0…1 */
  share: z.number().min(0).max(1),
  since: z.iso.datetime().nullable(),
  by: z.string().nullable(),
  account: storedAccount,
  reason: z.string().nullable(),
  /** whether a `hold` of the gate was overridden */
  override: z.boolean(),
  /** `ended`: the champion moved; `retreated`: the challenger did worse than the champion */
  state: z.enum(['none', 'running', 'stopped', 'ended', 'retreated']),
  ended: z
    .strictObject({ at: z.iso.datetime(), by: z.string(), account: storedAccount, reason: z.string() })
    .nullable(),
})

/** Which version answers beside the champion, how, and on whose order. */
export type TrafficPlan = Readonly<z.infer<typeof planSchema>>

export const NO_TRIAL: TrafficPlan = {
  format: 1,
  plan: 0,
  trial: null,
  challenger: null,
  champion: null,
  share: 0,
  since: null,
  by: null,
  reason: null,
  override: false,
  state: 'none',
  ended: null,
}

/** How the plan is stored. */
export const TRAFFIC_DOCUMENT: DocumentKind<TrafficPlan> = {
  name: 'traffic',
  schema: planSchema,
  initial: NO_TRIAL,
  ifDamaged: { do: 'restore-or-delete-plan' },
}

/** A trial that runs. */
export interface RunningTrial {
  readonly plan: number
  readonly kind: 'shadow' | 'canary'
  readonly challenger: VersionId
  readonly champion: VersionId
  readonly share: number
  readonly since: Date
}

/** The trial that the plan orders, or null when none runs. */
export function runningTrial({
  plan,
  state,
  trial,
  challenger,
  champion,
  share,
  since,
}: TrafficPlan): RunningTrial | null {
  if (state !== 'running' || trial === null || challenger === null || champion === null || since === null) return null
  return { plan, kind: trial, challenger, champion, share, since: new Date(since) }
}

/** The kind of trial that runs at this moment. */
export function trafficMode(plan: TrafficPlan): 'none' | 'shadow' | 'canary' {
  return runningTrial(plan)?.kind ?? 'none'
}

const HASH_BYTES = 6

/**
 * Whether a canary gets this conversation: always the same for the same conversation and plan. A greater share includes all
 * conversations of a smaller one.
 */
export function isInShare({ plan, share }: Pick<RunningTrial, 'plan' | 'share'>, conversation: string): boolean {
  const hash = createHash('sha256').update(`${plan}\n${conversation}`).digest()
  return hash.readUIntBE(0, HASH_BYTES) < share * 2 ** (8 * HASH_BYTES)
}
