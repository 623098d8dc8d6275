import { z } from 'zod'
import type { TurnEntry } from '../../knowledge/records/turns.js'
import type { Searcher } from '../../knowledge/search/searcher.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { GoldenCase } from '../golden/golden-case.js'
import { DEFAULT_DRIFT_LIMITS, type DriftLimits, type DriftObservation } from './detect-drift.js'

/** Number of questions in a reference window and in a live window. */
export const WINDOW = 200

/** Fewer golden cases than this are not representative of a version's behaviour. */
export const LEAST_GOLDEN = 50

/** For a comparison with the version's own first questions: every signal counts; a hundred questions keep chance below the limits. */
export const LIVE_LIMITS: DriftLimits = { ...DEFAULT_DRIFT_LIMITS, leastLive: 100 }

const NEVER = { raise: Number.MAX_VALUE, clear: Number.MAX_VALUE }

/**
 * For a comparison with golden cases: editors choose their mix of languages and difficulty, so only fallbacks and unknown words
 * can be compared. Nobody rates their answers.
 */
export const GOLDEN_LIMITS: DriftLimits = {
  ...DEFAULT_DRIFT_LIMITS,
  confidencePsi: NEVER,
  languageShift: NEVER,
  notHelpfulRise: NEVER,
}

export const observationSchema = z.strictObject({
  confidence: z.number(),
  fallback: z.boolean(),
  language: z.string(),
  unseenShare: z.number().nullable(),
  notHelpful: z.boolean().default(false),
})

/** Whether answers helped, by receipt; see `lastVotes`. */
export type Votes = ReadonlyMap<string, boolean>

/** A turn's observation for drift, or null when nothing was searched or another version answered. */
export function observationOf(turn: TurnEntry, votes: Votes, version: VersionId): DriftObservation | null {
  const { confidence, kind, language, unseenShare } = turn
  if (turn.version !== version || unseenShare === null) return null
  const notHelpful = votes.get(turn.receipt) === false
  return { confidence, fallback: kind === 'fallback', language, unseenShare, notHelpful }
}

/** A version's observations on its golden cases. Other work can run between questions. */
export async function observeGolden(
  searcher: Searcher,
  cases: readonly GoldenCase[],
  now: Date,
): Promise<readonly DriftObservation[]> {
  const observations: DriftObservation[] = []
  for (const { text, language: languageHint } of cases) {
    const { outcome, language, unseenShare } = await searcher.search({ text, languageHint, filter: {}, now })
    const { kind, confidence } = outcome
    observations.push({ confidence, fallback: kind === 'fallback', language, unseenShare, notHelpful: false })
    await new Promise(setImmediate)
  }
  return observations
}

/** The live questions of a version since it began to serve, split at the end of its own reference window. */
export interface LiveWindows {
  /** the first WINDOW questions, or all of them while there are fewer */
  readonly first: readonly DriftObservation[]
  /** when the last of `first` was asked; null when there is none */
  readonly firstUntil: Date | null
  /** the latest WINDOW questions after `first` */
  readonly latest: readonly DriftObservation[]
}

/** @param since only turns after this moment count */
export async function liveWindows(
  turns: AsyncIterable<TurnEntry>,
  votes: Votes,
  version: VersionId,
  since: Date,
  firstSize: number,
): Promise<LiveWindows> {
  const first: DriftObservation[] = []
  const latest: DriftObservation[] = []
  let firstUntil: Date | null = null
  for await (const turn of turns) {
    const observation = Date.parse(turn.at) <= since.getTime() ? null : observationOf(turn, votes, version)
    if (observation === null) continue
    if (first.length < firstSize) {
      first.push(observation)
      firstUntil = new Date(turn.at)
    } else {
      latest.push(observation)
      if (latest.length > WINDOW) latest.shift()
    }
  }
  return { first, firstUntil, latest }
}
