import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { FeedbackRecorder, TurnRecorder, UnansweredRecorder } from './ports.js'

/** The metrics of the public process; they never contain a citizen's words. */
export interface BotMetrics {
  readonly registry: Registry
  /** Counts one HTTP request; `route` is the route's pattern, never the requested path. */
  requestServed(request: RequestServed): void
  /** Wraps a turn recorder: counts turns by kind, and failures to record them. */
  countTurns(recorder: TurnRecorder): TurnRecorder
  /** Wraps a recorder of unanswered questions: counts failures to record. */
  countUnanswered(recorder: UnansweredRecorder): UnansweredRecorder
  /** Wraps a recorder of votes on answers: counts votes (a changed vote counts again), and failures to record. */
  countFeedback(recorder: FeedbackRecorder): FeedbackRecorder
}

export interface RequestServed {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/** @param openConversations the number of chats kept at this moment; called at every scrape */
export function createBotMetrics(openConversations: () => number): BotMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Histogram({
    name: 'ventanilla_request_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const turns = new Counter({
    name: 'ventanilla_turns_total',
    help: 'Turns by outcome: answered, clarification, fallback, handoff',
    labelNames: ['kind', 'channel', 'language'],
    registers,
  })
  const votes = new Counter({
    name: 'ventanilla_answer_votes_total',
    help: 'Votes of citizens on answers; a changed vote counts again',
    labelNames: ['helpful', 'channel', 'language'],
    registers,
  })
  const failures = new Counter({
    name: 'ventanilla_recorder_failures_total',
    help: 'Turns, unanswered questions or votes that could not be written to disk',
    labelNames: ['recorder'],
    registers,
  })
  for (const recorder of ['turn', 'unanswered', 'feedback']) failures.inc({ recorder }, 0)
  new Gauge({
    name: 'ventanilla_open_conversations',
    help: 'Chats that are kept at this moment',
    registers,
    collect() {
      this.set(openConversations())
    },
  })

  async function countFailures(recorder: string, recording: Promise<void>): Promise<void> {
    try {
      await recording
    } catch (error) {
      failures.inc({ recorder })
      throw error
    }
  }

  return {
    registry,
    requestServed({ method, route, status, seconds }) {
      requests.observe({ method, route, status }, seconds)
    },
    countTurns: (recorder) => ({
      record(turn) {
        turns.inc({ kind: turn.kind, channel: turn.channel, language: turn.language })
        return countFailures('turn', recorder.record(turn))
      },
    }),
    countUnanswered: (recorder) => ({
      record: (question) => countFailures('unanswered', recorder.record(question)),
    }),
    countFeedback: (recorder) => ({
      record(vote) {
        votes.inc({ helpful: vote.helpful ? 'yes' : 'no', channel: vote.channel, language: vote.language })
        return countFailures('feedback', recorder.record(vote))
      },
    }),
  }
}
