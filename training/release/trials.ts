import { settleActs, withRecord } from '../../knowledge/audit/audit-log.js'
import { documentEffect } from '../../knowledge/audit/effect.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { type Person, storedBy } from '../../knowledge/person.js'
import type { Change } from '../../knowledge/store/document.js'
import { type RunningTrial, runningTrial, TRAFFIC_DOCUMENT, type TrafficPlan } from '../../knowledge/traffic/plan.js'
import { moveAlias, readAliases } from '../../knowledge/version/aliases.js'
import { checkOpens } from '../../knowledge/version/open-snapshot.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'
import { openTrafficPlan } from './documents.js'
import { judgementOf, namedAct } from './promotion.js'

type TrialParts = Pick<Installation, 'store' | 'clock'>

export interface TrialRequest {
  readonly kind: RunningTrial['kind']
  readonly version: VersionId
  /** a named person, and why */
  readonly by: Person
  readonly reason: string
  /** share of new conversations for a canary, above 0 and below 1; a shadow ignores it */
  readonly share: number
  /** try a version that the gate held or never judged; the audit log records it */
  readonly override: boolean
}

/**
 * Begins a trial of a version beside the champion. A new trial replaces a shadow. A canary must be stopped first, but its share
 * may be changed; it then keeps its conversations and counts.
 *
 * @throws {KnowledgeError} NO_CHAMPION, BAD_INPUT, and any error of `openSnapshot`; for a canary GATE_HELD and NOT_JUDGED,
 * unless `override` is set
 */
export async function beginTrial(
  installation: Pick<Installation, 'store' | 'clock' | 'logger' | 'opening'>,
  request: TrialRequest,
): Promise<TrafficPlan> {
  const { store, clock, logger, opening } = installation
  const document = openTrafficPlan(store)
  const { kind, version } = request
  const { by, reason } = namedAct(request)
  const manifest = await checkOpens(store, version, opening)
  const { champion } = await readAliases(store)
  if (champion === null)
    throw new KnowledgeError('NO_CHAMPION', { what: 'nothing-to-try-against' }, { do: 'promote-first' })
  if (champion === version) throw isChampion(version)
  const before = await document.read()
  const changesShare = isSameCanary(before, request, champion)
  if (!changesShare) refuseOverCanary(before)
  const objection = kind === 'shadow' ? null : (await judgementOf(store, manifest, champion)).objection
  if (objection !== null && !request.override) throw objection
  const share = kind === 'canary' ? request.share : 0
  const override = objection !== null
  const act = changesShare ? 'share' : 'begin'
  const details = { act, version, champion, reason, share, override, overridden: objection?.message ?? null }
  await settleActs(store, clock)
  await pointChallenger(installation, version, by, reason)
  const now = clock.now().toISOString()
  const change = (current: TrafficPlan): Change<TrafficPlan, TrafficPlan> => {
    if (!changesShare) refuseOverCanary(current)
    else if (current.plan !== before.plan || runningTrial(current) === null) throw endedMeanwhile(version)
    const next: TrafficPlan = {
      format: 1,
      plan: changesShare ? current.plan : current.plan + 1,
      trial: kind,
      challenger: version,
      champion,
      share,
      since: changesShare ? current.since : now,
      ...storedBy(by),
      reason,
      override,
      state: 'running',
      ended: null,
    }
    return { next, outcome: next }
  }
  const plan = await withRecord(store, clock, (record) =>
    document.update(change, (next) => record({ event: kind, by, details }, documentEffect(TRAFFIC_DOCUMENT, next))),
  )
  if (override) logger.warn({ version, by: by.name }, 'trial begun against the gate')
  return plan
}

export interface TrialEnd {
  readonly state: 'stopped' | 'ended' | 'retreated'
  readonly by: Person
  readonly reason: string
  /** figures behind the end, for the record */
  readonly evidence?: Readonly<Record<string, number>>
}

/**
 * Ends the running trial. If the process is killed in between, the trial can be ended again.
 *
 * @param plan the trial to end; any other running trial is left alone
 * @returns the plan afterwards; null when that trial is not running
 * @throws {KnowledgeError} BAD_INPUT without a name or a reason, DISK_FULL, DATA_FOLDER_BUSY
 */
export async function endTrial(parts: TrialParts, plan: number, end: TrialEnd): Promise<TrafficPlan | null> {
  const { store, clock } = parts
  const document = openTrafficPlan(store)
  const { by, reason } = namedAct(end)
  const trial = runningTrial(await document.read())
  if (trial === null || trial.plan !== plan) return null
  const { kind, challenger: version, champion } = trial
  const details = { act: end.state, version, champion, reason, ...end.evidence }
  await settleActs(store, clock)
  await clearChallenger(parts, version, by, reason)
  const change = (current: TrafficPlan): Change<TrafficPlan, TrafficPlan | null> => {
    if (runningTrial(current)?.plan !== plan) return { next: current, outcome: null }
    const next: TrafficPlan = {
      ...current,
      state: end.state,
      ended: { at: clock.now().toISOString(), ...storedBy(by), reason },
    }
    return { next, outcome: next }
  }
  return withRecord(store, clock, (record) =>
    document.update(change, (_plan, next) =>
      record({ event: kind, by, details }, documentEffect(TRAFFIC_DOCUMENT, next)),
    ),
  )
}

export interface TrialStop {
  readonly kind: RunningTrial['kind']
  /** a named person, and why */
  readonly by: Person
  readonly reason: string
}

export interface TrialStopped {
  readonly plan: TrafficPlan
  /** false when no trial of this kind ran */
  readonly ended: boolean
}

/**
 * Ends the running trial of this kind.
 *
 * @throws {KnowledgeError} as `endTrial`
 */
export async function stopTrial(parts: TrialParts, { kind, by, reason }: TrialStop): Promise<TrialStopped> {
  const document = openTrafficPlan(parts.store)
  const trial = runningTrial(await document.read())
  const after = trial?.kind === kind ? await endTrial(parts, trial.plan, { state: 'stopped', by, reason }) : null
  return { plan: after ?? (await document.read()), ended: after !== null }
}

async function pointChallenger({ store, clock }: TrialParts, to: VersionId, by: Person, reason: string) {
  const { challenger } = await readAliases(store)
  if (challenger !== to) await moveAlias({ store, alias: 'challenger', to, by, reason, clock })
}

/** Does nothing when somebody has set another challenger meanwhile. */
async function clearChallenger({ store, clock }: TrialParts, version: VersionId, by: Person, reason: string) {
  const { challenger } = await readAliases(store)
  if (challenger !== version) return
  await moveAlias({ store, alias: 'challenger', to: null, by, reason, clock, expected: version })
}

function isSameCanary(plan: TrafficPlan, { kind, version }: TrialRequest, champion: VersionId): boolean {
  const trial = runningTrial(plan)
  return kind === 'canary' && trial?.kind === 'canary' && trial.challenger === version && trial.champion === champion
}

function refuseOverCanary(plan: TrafficPlan): void {
  const trial = runningTrial(plan)
  if (trial?.kind !== 'canary') return
  throw new KnowledgeError('BAD_INPUT', { what: 'canary-runs', version: trial.challenger }, { do: 'stop-canary' })
}

function endedMeanwhile(version: VersionId): KnowledgeError {
  return new KnowledgeError('BAD_INPUT', { what: 'canary-ended', version }, { do: 'look-at-canary' })
}

function isChampion(version: VersionId): KnowledgeError {
  return new KnowledgeError('BAD_INPUT', { what: 'is-champion', version }, { do: 'name-other-version' })
}
