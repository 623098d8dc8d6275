import {
  type DriftObservation,
  type DriftSignal,
  type DriftVerdict,
  detectDrift,
} from '../../evaluation/drift/detect-drift.js'
import {
  GOLDEN_LIMITS,
  LEAST_GOLDEN,
  LIVE_LIMITS,
  liveWindows,
  observeGolden,
  WINDOW,
} from '../../evaluation/drift/live-windows.js'
import { GOLDEN, readGoldenFolder } from '../../evaluation/golden/golden-folder.js'
import { driftSaid } from '../../evaluation/words/drift-words.js'
import { localeIn } from '../../evaluation/words/locale.js'
import { recordAct } from '../../knowledge/audit/audit-log.js'
import { sha256 } from '../../knowledge/basics/sha256.js'
import { openNote } from '../../knowledge/curation/notes.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { lastVotes } from '../../knowledge/records/feedback.js'
import type { Searcher } from '../../knowledge/search/searcher.js'
import type { Store } from '../../knowledge/store/store.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import { readMoves } from '../../knowledge/version/promotions.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'
import { loadVersion } from '../loaded-version.js'
import { onDrift } from '../queue/triggers.js'
import { withQueue } from '../queue/with-queue.js'
import { type OnDamaged, readFeedback, readTurns } from '../records.js'
import { openCurationNotes, openDriftState } from './documents.js'
import { type DriftState, NO_DRIFT_STATE } from './drift-state.js'

/** Periods in which the latest questions are looked for, in days; the first with enough questions is used. */
const LIVE_DAYS = [1, 7, 30]
const DAY_MS = 24 * 60 * 60 * 1_000

/** Opens the version for asking golden cases; called only when they must be asked. */
export type WithSearcher = <R>(version: VersionId, work: (searcher: Searcher) => Promise<R>) => Promise<R>

export interface DriftListening {
  readonly onDamaged: OnDamaged
  /** called on a new alarm */
  readonly onBreach?: (verdict: DriftVerdict) => void
  /** uses a champion that is already loaded; without it, the champion is loaded when needed */
  readonly withSearcher?: WithSearcher
}

export interface DriftCheck extends DriftVerdict {
  readonly version: VersionId
  /** the reference of the live questions */
  readonly comparedWith: 'first live questions' | 'golden cases' | 'nothing yet'
  /** when the current alarm was raised, ISO 8601; null when there is none */
  readonly since: string | null
}

/**
 * Compares the champion's latest questions with a reference: its own first questions after it began to serve, or, until there
 * are enough of these, its results on the golden cases. First questions that already differ from the golden cases do not become
 * the reference. A new alarm opens a note for the editors and is recorded in the audit log.
 *
 * @throws {KnowledgeError} NO_CHAMPION, DOCUMENT_DAMAGED, LOG_DAMAGED, and any error of opening a version
 */
export async function checkDrift(
  installation: Pick<Installation, 'store' | 'clock' | 'opening' | 'rules' | 'openQueue'>,
  { onDamaged, onBreach, withSearcher }: DriftListening,
): Promise<DriftCheck> {
  const { store, clock, rules } = installation
  const document = openDriftState(store)
  const { champion: version, moves } = await readAliases(store)
  if (version === null) throw new KnowledgeError('NO_CHAMPION', { what: 'nobody-asked' }, { do: 'promote-first' })
  const kept = await document.read()
  const before: DriftState = kept.version === version ? kept : { ...NO_DRIFT_STATE, version }
  const servesSince = await servingSince(store, moves, version)
  const { verdict, comparedWith, state } = await judge(
    { store, clock, onDamaged, withSearcher: withSearcher ?? ((id, work) => withLoaded(installation, id, work)) },
    before,
    version,
    servesSince,
  )
  const began = verdict.alarms.filter((one) => !before.inAlarm.includes(one))
  const since = verdict.drifting ? (before.since ?? clock.now().toISOString()) : null
  if (began.length > 0) {
    await openNote(openCurationNotes(store), {
      at: clock.now(),
      kind: 'drift',
      version,
      text: driftSaid(verdict, localeIn(rules.reportLanguage)),
    })
    onBreach?.(verdict)
  }
  // Before the record: when the request for a retraining fails, the next check tries again and records once.
  const retrainedFor = await retrainOn(installation, verdict, before.retrainedFor)
  if (began.length > 0)
    await recordAct(store, { event: 'drift', by: null, details: detailsOf(version, verdict) }, clock)
  const next: DriftState = { ...state, inAlarm: [...verdict.alarms], retrainedFor: [...retrainedFor], since }
  await document.update(() => ({ next, outcome: null }))
  return { ...verdict, version, comparedWith, since }
}

interface Judged {
  readonly verdict: DriftVerdict
  readonly comparedWith: DriftCheck['comparedWith']
  readonly state: DriftState
}

/** Sources of the questions and of the version. */
interface Sources extends Pick<Installation, 'store' | 'clock'> {
  readonly onDamaged: OnDamaged
  readonly withSearcher: WithSearcher
}

async function judge(parts: Sources, before: DriftState, version: VersionId, servesSince: Date): Promise<Judged> {
  if (before.live !== null) {
    const latest = await latestQuestions(parts, version, new Date(before.live.until))
    return againstFirst(before, before.live.observations, latest)
  }
  const state = await withGoldenOf(parts, before, version)
  const golden = state.golden?.observations ?? []
  const latest = await latestQuestions(parts, version, servesSince)
  const verdict = detectDrift(golden, latest, before.inAlarm, GOLDEN_LIMITS)
  const comparedWith = golden.length === 0 ? ('nothing yet' as const) : ('golden cases' as const)
  if (verdict.drifting) {
    return { verdict, comparedWith, state: { ...state, strangeUntil: parts.clock.now().toISOString() } }
  }
  const from = new Date(Math.max(servesSince.getTime(), Date.parse(before.strangeUntil ?? '1970-01-01')))
  const votes = await lastVotes(readFeedback(parts.store, parts.onDamaged, from))
  const own = await liveWindows(readTurns(parts.store, parts.onDamaged, from), votes, version, from, WINDOW)
  if (own.first.length < WINDOW || own.firstUntil === null) return { verdict, comparedWith, state }
  const adopted = { until: own.firstUntil.toISOString(), observations: [...own.first] }
  // The golden cases show no drift, so no alarm carries over to the new reference.
  return againstFirst({ ...state, live: adopted, inAlarm: [] }, own.first, own.latest)
}

async function latestQuestions(
  { store, onDamaged, clock }: Sources,
  version: VersionId,
  after: Date,
): Promise<readonly DriftObservation[]> {
  let latest: readonly DriftObservation[] = []
  for (const days of LIVE_DAYS) {
    const since = new Date(Math.max(after.getTime(), clock.now().getTime() - days * DAY_MS))
    const votes = await lastVotes(readFeedback(store, onDamaged, since))
    latest = (await liveWindows(readTurns(store, onDamaged, since), votes, version, since, 0)).latest
    if (latest.length >= WINDOW || since.getTime() === after.getTime()) break
  }
  return latest
}

function againstFirst(
  state: DriftState,
  first: readonly DriftObservation[],
  latest: readonly DriftObservation[],
): Judged {
  const verdict = detectDrift(first, latest, state.inAlarm, LIVE_LIMITS)
  return { verdict, comparedWith: 'first live questions', state }
}

/** The state with the version's results on the current golden cases; without any when there are too few cases. */
async function withGoldenOf(parts: Sources, state: DriftState, version: VersionId): Promise<DriftState> {
  const cases = await readGoldenFolder(parts.store.shelf(GOLDEN))
  if (cases.length < LEAST_GOLDEN) return { ...state, golden: null }
  const key = sha256(JSON.stringify(cases))
  if (state.golden?.key === key) return state
  const now = parts.clock.now()
  const observations = await parts.withSearcher(version, (searcher) => observeGolden(searcher, cases, now))
  return { ...state, golden: { key, observations: [...observations] } }
}

/**
 * Requests a retraining when the operator wants that, unless one was already requested for each of these signals.
 *
 * @returns the signals in alarm for which a retraining was requested
 */
async function retrainOn(
  { rules, openQueue }: Pick<Installation, 'rules' | 'openQueue'>,
  verdict: DriftVerdict,
  retrainedFor: readonly DriftSignal[],
): Promise<readonly DriftSignal[]> {
  const { alarms } = verdict
  const known = alarms.filter((one) => retrainedFor.includes(one))
  if (!rules.retrainOnDrift || known.length === alarms.length) return known
  await withQueue(openQueue, (queue) => onDrift(queue, verdict, known))
  return alarms
}

/** Loads a version, runs `work` with its searcher and closes the version. */
export async function withLoaded<R>(
  { store, opening }: Pick<Installation, 'store' | 'opening'>,
  id: VersionId,
  work: (searcher: Searcher) => Promise<R>,
): Promise<R> {
  const version = await loadVersion(store, id, opening)
  try {
    return await work(version.searcher)
  } finally {
    await version.close()
  }
}

function detailsOf(version: VersionId, { alarms, figures }: DriftVerdict) {
  return {
    version,
    alarms: [...alarms],
    confidencePsi: figures.confidencePsi,
    fallbackRate: figures.fallbackRate.live,
    fallbackRateBefore: figures.fallbackRate.reference,
    unseenRate: figures.unseenRate?.live ?? null,
    unseenRateBefore: figures.unseenRate?.reference ?? null,
    languageShift: figures.languageShift,
    notHelpfulRate: figures.notHelpfulRate.live,
    notHelpfulRateBefore: figures.notHelpfulRate.reference,
  }
}

async function servingSince(store: Store, moves: number, version: VersionId): Promise<Date> {
  const arrival = (await readMoves(store, moves)).findLast(({ alias, to }) => alias === 'champion' && to === version)
  return new Date(arrival?.at ?? 0)
}
