import { type Arms, armOf, countArms, countTurn, countVote, isBadTurn, NO_TURNS } from '../../evaluation/canary-arms.js'
import { DEFAULT_SEQUENTIAL_LIMITS, sequentialVerdict } from '../../evaluation/statistics/sequential-verdict.js'
import type { Person } from '../../knowledge/person.js'
import type { FeedbackInput } from '../../knowledge/records/feedback.js'
import type { Recorder } from '../../knowledge/records/recorder.js'
import type { TurnInput } from '../../knowledge/records/turns.js'
import { poll } from '../../knowledge/store/poll.js'
import { type RunningTrial, runningTrial } from '../../knowledge/traffic/plan.js'
import type { Traffic } from '../../knowledge/traffic/traffic.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'
import { readFeedback, readTurns, toLog } from '../records.js'
import { openTrafficPlan } from './documents.js'
import { endTrial, type TrialEnd } from './trials.js'

const POLL_MS = 1_000

/** A vote on an answer, with the previous vote on the same answer. */
export interface Vote extends FeedbackInput {
  /** null for the first vote */
  readonly before: boolean | null
}

export interface TrialWatchOptions {
  /** the process that watches, as it is stored with the trials that it ends */
  readonly by: Person
  readonly traffic: Pick<Traffic<unknown>, 'trial' | 'retreat'>
  readonly onTurn: (arm: keyof Arms, bad: boolean) => void
  readonly onVote: (arm: keyof Arms, helpful: boolean) => void
  readonly pollMs?: number
}

/** Ends trials automatically: a canary that does worse than the champion, and any trial whose champion was replaced. */
export interface TrialWatch {
  /** Wraps a recorder so that its turns are counted. */
  countTurns(recorder: Recorder<TurnInput>): Recorder<TurnInput>
  /** The same for votes on answers. */
  countFeedback(recorder: Recorder<FeedbackInput>): Recorder<Vote>
  stop(): Promise<void>
}

/** Counts the turns of a running canary so far, then watches. */
export async function watchTrials(
  installation: Pick<Installation, 'store' | 'clock' | 'logger'>,
  { by, traffic, onTurn, onVote, pollMs = POLL_MS }: TrialWatchOptions,
): Promise<TrialWatch> {
  const { store, logger } = installation
  const document = openTrafficPlan(store)
  let counted: { readonly plan: number; readonly arms: Arms } = { plan: 0, arms: NO_TURNS }
  let retreat: { readonly plan: number; readonly end: TrialEnd } | null = null
  let failing = false

  const before = await document.read().then(runningTrial, () => null)
  if (before?.kind === 'canary') {
    const { since } = before
    const onDamaged = toLog(logger)
    const arms = await countArms(readTurns(store, onDamaged, since), readFeedback(store, onDamaged, since), before)
    counted = { plan: before.plan, arms }
    judge(before)
  }

  function observe(turn: TurnInput): void {
    const trial = traffic.trial()
    if (trial?.kind !== 'canary') return
    const arm = armOf(turn, trial)
    if (arm === null) return
    onTurn(arm, isBadTurn(turn))
    const arms = counted.plan === trial.plan ? counted.arms : NO_TURNS
    counted = { plan: trial.plan, arms: countTurn(arms, arm, turn) }
    judge(trial)
  }

  function observeVote(vote: Vote): void {
    const trial = traffic.trial()
    // A vote on an answer from before the trial does not count, because that turn was not counted either.
    if (trial?.kind !== 'canary' || vote.answeredAt < trial.since || counted.plan !== trial.plan) return
    const arm = armOf(vote, trial)
    if (arm === null) return
    onVote(arm, vote.helpful)
    counted = { plan: trial.plan, arms: countVote(counted.arms, arm, vote) }
    judge(trial)
  }

  function judge({ plan, challenger }: RunningTrial): void {
    const { arms } = counted
    if (retreat?.plan === plan) return
    if (sequentialVerdict(arms.champion, arms.challenger, DEFAULT_SEQUENTIAL_LIMITS) !== 'retreat') return
    const evidence = evidenceOf(arms)
    // Traffic moves first; the record follows as soon as the disk allows.
    traffic.retreat(plan)
    logger.warn(
      { version: challenger, plan, ...evidence },
      'canary retreats: it leaves more questions without a helpful answer',
    )
    retreat = { plan, end: { state: 'retreated', by, reason: reasonOf(arms), evidence } }
  }

  async function look(): Promise<void> {
    try {
      const trial = runningTrial(await document.read())
      if (trial === null) return
      if (retreat?.plan === trial.plan) await endTrial(installation, trial.plan, retreat.end)
      else {
        // The alias decides, because a champion just promoted takes a while to load and its trial may already have begun.
        const { champion } = await readAliases(store)
        if (champion !== null && champion !== trial.champion) {
          await endTrial(installation, trial.plan, { ...championGone(trial, champion), by })
        }
      }
      failing = false
    } catch (err) {
      if (!failing) logger.error({ err }, 'the end of a trial could not be recorded; the watch tries again')
      failing = true
    }
  }

  await look()
  const polling = poll(look, pollMs)
  return {
    countTurns: (recorder) => ({
      async record(turn) {
        try {
          await recorder.record(turn)
        } finally {
          observe(turn)
        }
      },
    }),
    countFeedback: (recorder) => ({
      async record(vote) {
        try {
          await recorder.record(vote)
        } finally {
          observeVote(vote)
        }
      },
    }),
    async stop() {
      await polling.stop()
      await look()
    },
  }
}

function evidenceOf({ champion, challenger }: Arms) {
  return {
    championTurns: champion.turns,
    championBad: champion.bad,
    challengerTurns: challenger.turns,
    challengerBad: challenger.bad,
    championNotHelpful: champion.notHelpful,
    challengerNotHelpful: challenger.notHelpful,
  }
}

function reasonOf({ champion, challenger }: Arms): string {
  return (
    `fallbacks, handoffs and "not helpful": ${challenger.bad} of ${challenger.turns} turns on the challenger, ` +
    `${champion.bad} of ${champion.turns} on the champion`
  )
}

function championGone({ champion, challenger }: RunningTrial, now: VersionId) {
  const reason = now === challenger ? 'the challenger was promoted' : `the champion moved from ${champion} to ${now}`
  return { state: 'ended', reason } as const
}
