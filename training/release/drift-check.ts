import { z } from 'zod'
import {
  DRIFT_SIGNALS,
  type DriftObservation,
  type DriftRates,
  type DriftSignal,
  type DriftVerdict,
  detectDrift,
} from '../../evaluation/drift/drift.js'
import {
  GOLDEN_LIMITS,
  LEAST_GOLDEN,
  LIVE_LIMITS,
  liveWindows,
  observationSchema,
  observeGolden,
  WINDOW,
} from '../../evaluation/drift/drift-windows.js'
import { readGoldenFolder } from '../../evaluation/golden/golden-folder.js'
import { recordAct } from '../../knowledge/audit/audit-log.js'
import { type CurationNotes, openNote } from '../../knowledge/curation/notes.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Clock } from '../../knowledge/ports.js'
import { type FeedbackEntry, lastVotes } from '../../knowledge/records/feedback.js'
import type { TurnEntry } from '../../knowledge/records/turns.js'
import type { Searcher } from '../../knowledge/search/searcher.js'
import { sha256 } from '../../knowledge/sha256.js'
import type { Document } from '../../knowledge/store/document.js'
import type { Store } from '../../knowledge/store/store.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import { readMoves } from '../../knowledge/version/promotions.js'
import { type VersionId, versionIdSchema } from '../../knowledge/version-id.js'

const signal = z.enum(DRIFT_SIGNALS)

const driftStateSchema = z.strictObject({
  format: z.literal(1),
  /** whose questions these are; another champion begins anew */
  version: versionIdSchema.nullable(),
  /** what the version does with its golden cases, and of which cases that is */
  golden: z.strictObject({ key: z.string(), observations: z.array(observationSchema) }).nullable(),
  /** the version's first live questions, once they are the reference, and when the last of them was asked */
  live: z.strictObject({ until: z.iso.datetime(), observations: z.array(observationSchema) }).nullable(),
  /** questions up to this moment looked strange beside the golden cases: they do not become the reference */
  strangeUntil: z.iso.datetime().nullable(),
  inAlarm: z.array(signal),
  /** those of them that a retraining was asked for; a check that asks for none leaves that to one that does */
  retrainedFor: z.array(signal).default([]),
  /** when the alarm that holds was raised */
  since: z.iso.datetime().nullable(),
})

/** What drift is judged by, and the alarms that hold. */
export type DriftState = Readonly<z.infer<typeof driftStateSchema>>

const NO_STATE: DriftState = {
  format: 1,
  version: null,
  golden: null,
  live: null,
  strangeUntil: null,
  inAlarm: [],
  retrainedFor: [],
  since: null,
}

/** How the state is kept; file and locks are the caller's. */
export const DRIFT_DOCUMENT = {
  schema: driftStateSchema,
  initial: NO_STATE,
  ifDamaged: 'delete it: the reference windows are then taken again',
}

/** How far back the latest questions are looked for, in days: no further than needed to find enough. */
const LIVE_DAYS = [1, 7, 30]
const DAY_MS = 24 * 60 * 60 * 1_000

export interface DriftParts {
  readonly store: Store
  readonly state: Document<DriftState>
  readonly notes: Document<CurationNotes>
  /** the turns on disk, from this moment's day on */
  readonly turnsSince: (since: Date) => AsyncIterable<TurnEntry>
  /** the votes on their answers, likewise */
  readonly votesSince: (since: Date) => AsyncIterable<FeedbackEntry>
  /** gives the version to ask its golden cases; only called when they have to be asked */
  readonly withSearcher: <R>(version: VersionId, work: (searcher: Searcher) => Promise<R>) => Promise<R>
  readonly clock: Clock
  /** told of a new alarm */
  readonly onBreach: (verdict: DriftVerdict) => void
  /** asks for a retraining unless one was asked for each of these signals; null = the operator wants none by itself */
  readonly retrain: ((verdict: DriftVerdict, retrainedFor: readonly DriftSignal[]) => Promise<void>) | null
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
export async function checkDrift(parts: DriftParts): Promise<DriftCheck> {
  const { store, clock, state: document } = parts
  const { champion: version, moves } = await readAliases(store)
  if (version === null) throw noChampion()
  const kept = await document.read()
  const before: DriftState = kept.version === version ? kept : { ...NO_STATE, version }
  const servesSince = await servingSince(store, moves, version)
  const { verdict, comparedWith, state } = await judge(parts, before, version, servesSince)
  const began = verdict.alarms.filter((one) => !before.inAlarm.includes(one))
  const since = verdict.drifting ? (before.since ?? clock.now().toISOString()) : null
  if (began.length > 0) {
    await openNote(parts.notes, { at: clock.now(), kind: 'drift', version, text: driftText(verdict) })
    parts.onBreach(verdict)
  }
  // Before the record: while a retraining cannot be asked for, the next check tries again and records once.
  const retrainedFor = await retrainOn(parts, verdict, before.retrainedFor)
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

async function judge(parts: DriftParts, before: DriftState, version: VersionId, servesSince: Date): Promise<Judged> {
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
  const votes = await lastVotes(parts.votesSince(from))
  const own = await liveWindows(parts.turnsSince(from), votes, version, from, WINDOW)
  if (own.first.length < WINDOW || own.firstUntil === null) return { verdict, comparedWith, state }
  const adopted = { until: own.firstUntil.toISOString(), observations: [...own.first] }
  // The golden cases have nothing to say against it: no alarm goes on under the new measure.
  return againstFirst({ ...state, live: adopted, inAlarm: [] }, own.first, own.latest)
}

async function latestQuestions(
  { turnsSince, votesSince, clock }: DriftParts,
  version: VersionId,
  after: Date,
): Promise<readonly DriftObservation[]> {
  let latest: readonly DriftObservation[] = []
  for (const days of LIVE_DAYS) {
    const since = new Date(Math.max(after.getTime(), clock.now().getTime() - days * DAY_MS))
    latest = (await liveWindows(turnsSince(since), await lastVotes(votesSince(since)), version, since, 0)).latest
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
async function withGoldenOf(parts: DriftParts, state: DriftState, version: VersionId): Promise<DriftState> {
  const cases = await readGoldenFolder(parts.store.goldenFolder)
  if (cases.length < LEAST_GOLDEN) return { ...state, golden: null }
  const key = sha256(JSON.stringify(cases))
  if (state.golden?.key === key) return state
  const now = parts.clock.now()
  const observations = await parts.withSearcher(version, (searcher) => observeGolden(searcher, cases, now))
  return { ...state, golden: { key, observations: [...observations] } }
}

/** @returns the signals in alarm that a retraining was asked for */
async function retrainOn(
  { retrain }: Pick<DriftParts, 'retrain'>,
  verdict: DriftVerdict,
  retrainedFor: readonly DriftSignal[],
): Promise<readonly DriftSignal[]> {
  const { alarms } = verdict
  const known = alarms.filter((one) => retrainedFor.includes(one))
  if (retrain === null || known.length === alarms.length) return known
  await retrain(verdict, known)
  return alarms
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

/** The figures in alarm, in words; silence of too few questions is no all-clear. */
export function driftText({ alarms, figures, tooFew }: DriftVerdict): string {
  const { confidencePsi, fallbackRate, unseenRate, languageShift, notHelpfulRate } = figures
  const percent = (share: number | null) => (share === null ? 'not measured' : `${Math.round(share * 100)} %`)
  const rise = (rates: DriftRates | null) =>
    rates === null ? 'not measured' : `${percent(rates.reference)} → ${percent(rates.live)}`
  const words: Readonly<Record<DriftSignal, string>> = {
    confidencePsi: `confidence is spread differently (stability index ${confidencePsi?.toFixed(2) ?? 'not measured'})`,
    fallbackRise: `more questions without an answer (${rise(fallbackRate)})`,
    unseenRise: `more words that the knowledge base does not know (${rise(unseenRate)})`,
    languageShift: `another mix of languages (${percent(languageShift)} moved)`,
    notHelpfulRise: `more answers that do not help (${rise(notHelpfulRate)})`,
  }
  if (alarms.length === 0) return tooFew === null ? 'no drift' : 'not known yet: there are too few questions to tell'
  return `Citizens ask differently: ${alarms.map((one) => words[one]).join('; ')}`
}

async function servingSince(store: Store, moves: number, version: VersionId): Promise<Date> {
  const arrival = (await readMoves(store, moves)).findLast(({ alias, to }) => alias === 'champion' && to === version)
  return new Date(arrival?.at ?? 0)
}

function noChampion(): KnowledgeError {
  return new KnowledgeError(
    'NO_CHAMPION',
    'no version serves yet, so nobody has asked it anything',
    'promote a version first: ventanilla promote <version> --by <name> --reason <text>',
  )
}
