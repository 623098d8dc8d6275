import type { Arm, Arms } from '../../evaluation/canary-arms.js'
import type { SequentialVerdict } from '../../evaluation/statistics/sequential-verdict.js'
import type { RunningTrial, TrafficPlan } from '../../knowledge/traffic/plan.js'
import { type ShadowSummary, summariseShadow } from '../../knowledge/traffic/shadow-summary.js'
import type { Installation } from '../installation.js'
import { type OnDamaged, readShadow } from '../records.js'
import { canaryFigures, trialArms } from './canary-figures.js'
import { openTrafficPlan } from './documents.js'

interface TrialStatus {
  /** of the current or last trial of any kind */
  readonly plan: TrafficPlan
  /** whether a trial of the requested kind runs */
  readonly runs: boolean
}

export interface CanaryStatus extends TrialStatus {
  readonly arms: Arms
  readonly verdict: SequentialVerdict
}

/** The status of the current or last canary. */
export async function canaryStatus(
  { store }: Pick<Installation, 'store'>,
  onDamaged: OnDamaged,
): Promise<CanaryStatus> {
  const plan = await openTrafficPlan(store).read()
  return { plan, runs: runs(plan, 'canary'), ...(await canaryFigures(store, plan, onDamaged)) }
}

export interface ShadowStatus extends TrialStatus {
  readonly summary: ShadowSummary
  /** the champion's turns during the trial; the shadow version has none */
  readonly citizens: Arm
}

/**
 * How far the shadow version agrees with the champion.
 *
 * @param request `examples`: number of the latest disagreements to include
 */
export async function shadowStatus(
  { store }: Pick<Installation, 'store'>,
  { examples }: { readonly examples: number },
  onDamaged: OnDamaged,
): Promise<ShadowStatus> {
  const plan = await openTrafficPlan(store).read()
  const since = plan.since === null ? null : new Date(plan.since)
  const entries = readShadow(store, onDamaged, since)
  const summary = await summariseShadow(entries, plan.trial === 'shadow' ? plan.plan : 0, examples)
  const { champion } = await trialArms(store, plan, onDamaged)
  return { plan, runs: runs(plan, 'shadow'), summary, citizens: champion }
}

function runs({ trial, state }: TrafficPlan, kind: RunningTrial['kind']): boolean {
  return trial === kind && state === 'running'
}
