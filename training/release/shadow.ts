import pTimeout, { TimeoutError } from 'p-timeout'
import type { Clock, Logger } from '../../knowledge/ports.js'
import type { Decision, Question } from '../../knowledge/search/outcome.js'
import type { AppendLog } from '../../knowledge/store/log.js'
import type { RunningTrial } from '../../knowledge/traffic/plan.js'
import { comparedEntry, type ShadowEntry } from '../../knowledge/traffic/shadow-entry.js'
import type { Traffic } from '../../knowledge/traffic/traffic.js'
import type { LoadedVersion } from '../loaded-version.js'

const MOST_WAITING = 200
const ANSWER_LIMIT_MS = 5_000

export interface ShadowOptions {
  readonly traffic: Pick<Traffic<LoadedVersion>, 'trial' | 'challenger'>
  readonly log: Pick<AppendLog<ShadowEntry>, 'append'>
  readonly clock: Clock
  readonly logger: Logger
  /** called on every comparison and every skipped question */
  readonly onEntry: (outcome: string) => void
  /** maximum number of waiting questions; more are skipped and counted */
  readonly mostWaiting?: number
  /** timeout of the challenger per question */
  readonly answerLimitMs?: number
}

/**
 * Asks the challenger the citizens' questions in the background, one at a time. Citizens do not see its answers and do not wait
 * for them.
 */
export interface Shadow {
  /** Takes a question whose reply was sent. Never throws, never waits. */
  offer(question: Question, champion: Decision): void
  /** Drops waiting questions and ends the running comparison. */
  stop(): Promise<void>
}

interface Waiting {
  readonly trial: RunningTrial
  readonly question: Question
  readonly champion: Decision
}

export function startShadow(options: ShadowOptions): Shadow {
  const { traffic, log, clock, logger, onEntry } = options
  const { mostWaiting = MOST_WAITING, answerLimitMs = ANSWER_LIMIT_MS } = options
  const waiting: Waiting[] = []
  const stopping = new AbortController()
  let dropped = 0
  let working: Promise<void> | null = null
  let logFails = false

  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined && !stopping.signal.aborted; next = waiting.shift()) {
      // Running turns go first.
      await new Promise(setImmediate)
      await compare(next).catch((err: unknown) => logger.error({ err }, 'a shadow comparison failed'))
    }
    working = null
  }

  async function compare({ trial, question, champion }: Waiting): Promise<void> {
    const challenger = traffic.challenger()
    if (challenger === null || traffic.trial()?.plan !== trial.plan) return
    const fields = { at: clock.now(), plan: trial.plan, dropped }
    // The version stays open while it answers, so a search that hangs needs a timeout.
    const answer = await challenger
      .use(({ searcher }) =>
        pTimeout(searcher.search(question), { milliseconds: answerLimitMs, signal: stopping.signal }),
      )
      .catch((err: unknown) => {
        if (err instanceof TimeoutError || stopping.signal.aborted) return 'timeout' as const
        logger.warn({ version: trial.challenger, err }, 'the shadow challenger failed')
        return 'error' as const
      })
    if (stopping.signal.aborted) return
    const failed = typeof answer === 'string'
    const entry: ShadowEntry = failed
      ? { kind: 'failed', ...fields, at: fields.at.toISOString(), reason: answer }
      : comparedEntry(fields, question, champion, answer)
    dropped -= fields.dropped
    onEntry(entry.kind === 'disagreed' ? entry.difference : entry.kind)
    try {
      await log.append(entry)
      logFails = false
    } catch (err) {
      if (!logFails) logger.error({ err }, 'the shadow log cannot be written')
      logFails = true
    }
  }

  return {
    offer(question, champion) {
      const trial = traffic.trial()
      if (stopping.signal.aborted || trial?.kind !== 'shadow' || champion.version !== trial.champion) return
      // Turns without a search cannot be compared.
      if (champion.unseenShare === null) return
      if (waiting.length >= mostWaiting) {
        dropped++
        onEntry('dropped')
        return
      }
      waiting.push({ trial, question, champion })
      working ??= work()
    },
    async stop() {
      stopping.abort()
      waiting.length = 0
      await working
    },
  }
}
