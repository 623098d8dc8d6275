/**
 * Detects whether live questions differ from the reference questions. The questions' words are not needed: each turn stores its
 * confidence, outcome, language, and the share of words that the version does not know.
 */

/** The facts about one question that drift detection uses. */
export interface DriftObservation {
  readonly confidence: number
  readonly fallback: boolean
  readonly language: string
  /** share of the question's words that the version does not know, 0…1; null when it was not measured */
  readonly unseenShare: number | null
  /** whether the citizen said that the answer did not help */
  readonly notHelpful: boolean
}

/** Shares of two windows, 0…1; null where a window is empty. */
export interface DriftRates {
  readonly reference: number | null
  readonly live: number | null
}

/** The difference between two windows; figures that need questions on both sides are null where one side is empty. */
export interface DriftFigures {
  /** number of questions */
  readonly reference: number
  readonly live: number
  /** population stability index of confidence; below 0.1 stable, above 0.25 a clear shift */
  readonly confidencePsi: number | null
  readonly fallbackRate: DriftRates
  /** mean share of unseen words, null when it was not measured on both sides */
  readonly unseenRate: { readonly reference: number; readonly live: number } | null
  /** share of questions whose answer citizens rated as not helpful */
  readonly notHelpfulRate: DriftRates
  /** half the summed differences of the language shares, 0…1 */
  readonly languageShift: number | null
}

/** A limit that raises the alarm and a lower one that clears it, so that the alarm does not flicker. */
export interface Hysteresis {
  readonly raise: number
  readonly clear: number
}

export interface DriftLimits {
  /** fewer live questions than this prove nothing */
  readonly leastLive: number
  /** added to the index's expected value by chance */
  readonly confidencePsi: Hysteresis
  /** rise of the fallback rate, as a difference of shares */
  readonly fallbackRise: Hysteresis
  readonly unseenRise: Hysteresis
  readonly languageShift: Hysteresis
  /** few citizens rate answers, so a small rise is significant */
  readonly notHelpfulRise: Hysteresis
}

export const DEFAULT_DRIFT_LIMITS: DriftLimits = {
  leastLive: 50,
  confidencePsi: { raise: 0.25, clear: 0.15 },
  fallbackRise: { raise: 0.15, clear: 0.08 },
  unseenRise: { raise: 0.15, clear: 0.08 },
  languageShift: { raise: 0.2, clear: 0.1 },
  notHelpfulRise: { raise: 0.1, clear: 0.05 },
}

export const DRIFT_SIGNALS = ['confidencePsi', 'fallbackRise', 'unseenRise', 'languageShift', 'notHelpfulRise'] as const
export type DriftSignal = (typeof DRIFT_SIGNALS)[number]

export interface DriftVerdict {
  readonly drifting: boolean
  /** the signals in alarm */
  readonly alarms: readonly DriftSignal[]
  readonly figures: DriftFigures
  /** the numbers of questions, and the least number of live ones for a verdict; null where there were enough */
  readonly tooFew: { readonly live: number; readonly reference: number; readonly least: number } | null
}

const BINS = 10
/** Share assumed for an empty bin, so that the index stays finite. */
const EMPTY_SHARE = 0.001

/**
 * Compares a live window with the reference window of the serving version.
 *
 * @param inAlarm the signals that are already in alarm: they stay so until they fall below their `clear` limit
 * @see Siddiqi, Credit Risk Scorecards, 2006 (population stability index)
 */
export function detectDrift(
  reference: readonly DriftObservation[],
  live: readonly DriftObservation[],
  inAlarm: readonly DriftSignal[],
  limits: DriftLimits,
): DriftVerdict {
  const figures = driftFigures(reference, live)
  if (reference.length === 0 || live.length < limits.leastLive) {
    const tooFew = { live: live.length, reference: reference.length, least: limits.leastLive }
    return { drifting: inAlarm.length > 0, alarms: inAlarm, figures, tooFew }
  }
  const values = driftValues(figures)
  const alarms = DRIFT_SIGNALS.filter((signal) => {
    const { raise, clear } = limits[signal]
    const byChance = signal === 'confidencePsi' ? stabilityByChance(figures) : 0
    return values[signal] >= (inAlarm.includes(signal) ? clear : raise) + byChance
  })
  return { drifting: alarms.length > 0, alarms, figures, tooFew: null }
}

/** The change of each signal; 0 for a signal that was not measured. */
export function driftValues(figures: DriftFigures): Readonly<Record<DriftSignal, number>> {
  const { confidencePsi, fallbackRate, unseenRate, languageShift: shift, notHelpfulRate } = figures
  return {
    confidencePsi: confidencePsi ?? 0,
    fallbackRise: rise(fallbackRate),
    unseenRise: unseenRate === null ? 0 : rise(unseenRate),
    languageShift: shift ?? 0,
    notHelpfulRise: rise(notHelpfulRate),
  }
}

function rise({ reference, live }: DriftRates): number {
  return reference === null || live === null ? 0 : live - reference
}

export function driftFigures(reference: readonly DriftObservation[], live: readonly DriftObservation[]): DriftFigures {
  const rate = (window: readonly DriftObservation[], what: 'fallback' | 'notHelpful') =>
    window.length === 0 ? null : window.filter((one) => one[what]).length / window.length
  const unseen = [meanUnseen(reference), meanUnseen(live)] as const
  return {
    reference: reference.length,
    live: live.length,
    confidencePsi: populationStability(
      reference.map(({ confidence }) => confidence),
      live.map(({ confidence }) => confidence),
    ),
    fallbackRate: { reference: rate(reference, 'fallback'), live: rate(live, 'fallback') },
    unseenRate: unseen[0] === null || unseen[1] === null ? null : { reference: unseen[0], live: unseen[1] },
    notHelpfulRate: { reference: rate(reference, 'notHelpful'), live: rate(live, 'notHelpful') },
    languageShift: languageShift(reference, live),
  }
}

/** Population stability index over ten bins of equal width on 0…1; null when either side is empty. */
export function populationStability(reference: readonly number[], live: readonly number[]): number | null {
  if (reference.length === 0 || live.length === 0) return null
  const expected = binShares(reference)
  const actual = binShares(live)
  return expected.reduce((sum, share, i) => {
    const other = actual[i] ?? EMPTY_SHARE
    return sum + (other - share) * Math.log(other / share)
  }, 0)
}

/**
 * The average index of windows of these sizes when nothing has changed: .135 for 200 and 100 questions, half the usual limit.
 *
 * @see Yurdakul & Naranjo, Statistical Properties of the Population Stability Index, 2020
 */
function stabilityByChance({ reference, live }: Pick<DriftFigures, 'reference' | 'live'>): number {
  return (BINS - 1) * (1 / reference + 1 / live)
}

function binShares(values: readonly number[]): readonly number[] {
  const counts = new Array<number>(BINS).fill(0)
  for (const value of values) {
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor(value * BINS)))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts.map((count) => Math.max(EMPTY_SHARE, count / values.length))
}

function languageShift(reference: readonly DriftObservation[], live: readonly DriftObservation[]): number | null {
  if (reference.length === 0 || live.length === 0) return null
  const share = (window: readonly DriftObservation[], wanted: string) =>
    window.filter(({ language }) => language === wanted).length / window.length
  const languages = new Set([...reference, ...live].map(({ language }) => language))
  return [...languages].reduce((sum, one) => sum + Math.abs(share(reference, one) - share(live, one)), 0) / 2
}

function meanUnseen(window: readonly DriftObservation[]): number | null {
  const known = window.flatMap(({ unseenShare }) => (unseenShare === null ? [] : [unseenShare]))
  return known.length === 0 ? null : known.reduce((sum, share) => sum + share, 0) / known.length
}
