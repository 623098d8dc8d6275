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

/** How far back the latest questions are looked for, in days: no further than needed to find enough. */
const LIVE_DAYS = [1, 7, 30]
const DAY_MS = 24 * 60 * 60 * 1_000

/** Gives the version to ask its golden cases; only called when they have to be asked. */
export type WithSearcher = <R>(version: VersionId, work: (searcher: Searcher) => Promise<R>) => Promise<R>

export interface DriftListening {
  readonly onDamaged: OnDamaged
  /** told of a new alarm */
  readonly onBreach?: (verdict: DriftVerdict) => void
  /** where the champion is loaded already; without it, it is loaded when needed */
  readonly withSearcher?: WithSearcher
}

export interface DriftCheck extends DriftVerdict {
  readonly version: VersionId
  /** what the live questions were compared with */
  readonly comparedWith: 'first live questions' | 'golden cases' | 'nothing yet'
  /** when the alarm that holds was raised, ISO 8601; null when there is none */
  readonly since: string | null
}

/**
 * Compares the champion's latest questions with its reference window: its own first questions after it began to serve, and until
 * there are enough of them, what it does with its golden cases. First questions that differ from the golden cases already do
 * not become the reference. A new alarm opens a note for the editors and goes on record.
 *
 * @throws {KnowledgeError} NO_CHAMPION, DOCUMENT_DAMAGED, LOG_DAMAGED, and what opening a version can throw
 */
export async function checkDrift(
  installation: Pick<Installation, 'store' | 'clock' | 'opening' | 'rules' | 'openQueue'>,
  { onDamaged, onBreach, withSearcher }: DriftListening,
): Promise<DriftCheck> {
  const { store, clock, rules } = installation
  const document = openDriftState(store)
  const { champion: version, moves } = await readAliases(store)
  if (version === null) throw noChampion()
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
  // Before the record: while a retraining cannot be asked for, the next check tries again and records once.
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

/** Where the questions and the version are found. */
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
  // The golden cases have nothing to say against it: no alarm goes on under the new measure.
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

/** The state with what the version does with the golden cases of this moment; with none where there are too few. */
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
 * Asks for a retraining, where the operator wants that, unless one was asked for each of these signals.
 *
 * @returns the signals in alarm that a retraining was asked for
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

/** Loads a version to work with its searcher, and lets go of it. */
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

function noChampion(): KnowledgeError {
  return new KnowledgeError('NO_CHAMPION', { what: 'nobody-asked' }, { do: 'promote-first' })
}
