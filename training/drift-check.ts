import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type DriftObservation, type DriftSignal, type DriftVerdict, detectDrift } from '../evaluation/drift.js'
import {
  GOLDEN_LIMITS,
  LEAST_GOLDEN,
  LIVE_LIMITS,
  liveWindows,
  observationSchema,
  observeGolden,
  WINDOW,
} from '../evaluation/drift-windows.js'
import { readGoldenFolder } from '../evaluation/golden-folder.js'
import { recordAct } from '../knowledge/audit/audit-log.js'
import { type CurationNotes, openNote } from '../knowledge/content/curation-notes.js'
import type { Document } from '../knowledge/content/document.js'
import type { TurnEntry } from '../knowledge/content/turns.js'
import { KnowledgeError } from '../knowledge/errors.js'
import type { Clock } from '../knowledge/ports.js'
import type { Searcher } from '../knowledge/search/searcher.js'
import { readAliases } from '../knowledge/version/aliases.js'
import type { DataFolder } from '../knowledge/version/data-folder.js'
import { type VersionId, versionIdSchema } from '../knowledge/version/manifest.js'
import { readMoves } from '../knowledge/version/promotions.js'

const signal = z.enum(['confidencePsi', 'fallbackRise', 'unseenRise', 'languageShift'])

const driftStateSchema = z.strictObject({
  format: z.literal(1),
  /** whose questions these are; another champion begins anew */
  version: versionIdSchema.nullable(),
  /** what the version does with its golden cases, and of which cases that is */
  golden: z.strictObject({ key: z.string(), observations: z.array(observationSchema) }).nullable(),
  /** the version's first live questions, once they are the reference, and when the last of them was asked */
  live: z.strictObject({ until: z.iso.datetime(), observations: z.array(observationSchema) }).nullable(),
  inAlarm: z.array(signal),
  /** when the alarm that holds was raised */
  since: z.iso.datetime().nullable(),
})

/** What drift is judged by, and the alarms that hold. */
export type DriftState = Readonly<z.infer<typeof driftStateSchema>>

const NO_STATE: DriftState = { format: 1, version: null, golden: null, live: null, inAlarm: [], since: null }

/** How the state is kept; file and locks are the caller's. */
export const DRIFT_DOCUMENT = {
  schema: driftStateSchema,
  initial: NO_STATE,
  ifDamaged: 'delete it: the reference windows are then taken again',
}

/** A live window older than this is no longer live. */
const LIVE_DAYS = 7
const DAY_MS = 24 * 60 * 60 * 1_000

export interface DriftParts {
  readonly folder: DataFolder
  readonly state: Document<DriftState>
  readonly notes: Document<CurationNotes>
  /** the turns on disk, from this moment's day on */
  readonly turnsSince: (since: Date) => AsyncIterable<TurnEntry>
  /** gives the version to ask its golden cases; only called when they have to be asked */
  readonly withSearcher: <R>(version: VersionId, work: (searcher: Searcher) => Promise<R>) => Promise<R>
  readonly clock: Clock
  /** told of a breach: the signals before and the verdict */
  readonly onBreach: (verdict: DriftVerdict, before: readonly DriftSignal[]) => Promise<void>
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
  const { folder, clock, state: document } = parts
  const { champion: version, moves } = await readAliases(folder)
  if (version === null) throw noChampion()
  const kept = await document.read()
  const before: DriftState = kept.version === version ? kept : { ...NO_STATE, version }
  const servesSince = await servingSince(folder, moves, version)
  const { verdict, comparedWith, state } = await judge(parts, before, version, servesSince)
  const began = verdict.alarms.filter((one) => !before.inAlarm.includes(one))
  const since = verdict.drifting ? (before.since ?? clock.now().toISOString()) : null
  if (began.length > 0) await raise(parts, version, verdict, before.inAlarm)
  const next: DriftState = { ...state, inAlarm: [...verdict.alarms], since }
  await document.update(() => ({ next, outcome: null }))
  return { ...verdict, version, comparedWith, since }
}

interface Judged {
  readonly verdict: DriftVerdict
  readonly comparedWith: DriftCheck['comparedWith']
  readonly state: DriftState
}

async function judge(parts: DriftParts, before: DriftState, version: VersionId, servesSince: Date): Promise<Judged> {
  const { clock, turnsSince } = parts
  if (before.live !== null) {
    const oldest = new Date(clock.now().getTime() - LIVE_DAYS * DAY_MS)
    const since = new Date(Math.max(oldest.getTime(), Date.parse(before.live.until)))
    const { latest } = await liveWindows(turnsSince(since), version, since, 0)
    return againstFirst(before, before.live.observations, latest)
  }
  const { first, firstUntil, latest } = await liveWindows(turnsSince(servesSince), version, servesSince, WINDOW)
  const withGolden = await withGoldenOf(parts, before, version)
  const golden = withGolden.golden?.observations ?? []
  const live = latest.length === 0 ? first : [...first, ...latest].slice(-WINDOW)
  const verdict = detectDrift(golden, live, before.inAlarm, GOLDEN_LIMITS)
  const comparedWith = golden.length === 0 ? ('nothing yet' as const) : ('golden cases' as const)
  if (first.length < WINDOW || firstUntil === null || verdict.drifting) {
    return { verdict, comparedWith, state: withGolden }
  }
  const adopted = { until: firstUntil.toISOString(), observations: [...first] }
  return againstFirst({ ...withGolden, live: adopted }, first, latest)
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
  const cases = await readGoldenFolder(parts.folder.goldenFolder)
  if (cases.length < LEAST_GOLDEN) return { ...state, golden: null }
  const key = createHash('sha256').update(JSON.stringify(cases)).digest('hex')
  if (state.golden?.key === key) return state
  const now = parts.clock.now()
  const observations = await parts.withSearcher(version, (searcher) => observeGolden(searcher, cases, now))
  return { ...state, golden: { key, observations: [...observations] } }
}

async function raise(
  { folder, notes, clock, onBreach }: DriftParts,
  version: VersionId,
  verdict: DriftVerdict,
  before: readonly DriftSignal[],
): Promise<void> {
  await openNote(notes, { at: clock.now(), kind: 'drift', version, text: driftText(verdict) })
  const { alarms, figures } = verdict
  const details = {
    version,
    alarms: [...alarms],
    confidencePsi: figures.confidencePsi,
    fallbackRate: figures.fallbackRate.live,
    fallbackRateBefore: figures.fallbackRate.reference,
    unseenRate: figures.unseenRate?.live ?? null,
    unseenRateBefore: figures.unseenRate?.reference ?? null,
    languageShift: figures.languageShift,
  }
  // Before the record: while a retraining cannot be asked for, the next check tries again and records once.
  await onBreach(verdict, before)
  await recordAct(folder, { event: 'drift', by: null, details }, clock)
}

/** The figures in alarm, in words. */
export function driftText({ alarms, figures }: DriftVerdict): string {
  const { confidencePsi, fallbackRate, unseenRate, languageShift } = figures
  const percent = (share: number) => `${Math.round(share * 100)} %`
  const rise = (rates: { readonly reference: number; readonly live: number } | null) =>
    rates === null ? 'not measured' : `${percent(rates.reference)} → ${percent(rates.live)}`
  const words: Readonly<Record<DriftSignal, string>> = {
    confidencePsi: `confidence is spread differently (stability index ${confidencePsi.toFixed(2)})`,
    fallbackRise: `more questions without an answer (${rise(fallbackRate)})`,
    unseenRise: `more words that the knowledge base does not know (${rise(unseenRate)})`,
    languageShift: `another mix of languages (${percent(languageShift)} moved)`,
  }
  return alarms.length === 0 ? 'no drift' : `Citizens ask differently: ${alarms.map((one) => words[one]).join('; ')}`
}

async function servingSince(folder: DataFolder, moves: number, version: VersionId): Promise<Date> {
  const arrival = (await readMoves(folder, moves)).findLast(({ alias, to }) => alias === 'champion' && to === version)
  return new Date(arrival?.at ?? 0)
}

function noChampion(): KnowledgeError {
  return new KnowledgeError(
    'NO_CHAMPION',
    'no version serves yet, so nobody has asked it anything',
    'promote a version first: ventanilla promote <version> --by <name> --reason <text>',
  )
}
