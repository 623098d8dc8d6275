import { type ErrorCode, errorAsKept, KnowledgeError } from '../../knowledge/errors.js'
import { stepIn } from '../../knowledge/words/error-words.js'
import { COMMON_LANGUAGE } from '../../knowledge/words/locale-files.js'
import type { NextStep } from '../../knowledge/words/next-steps.js'
import type { JobFailure } from './job.js'

export interface RetryPolicy {
  /** attempts in all */
  readonly attempts: number
  /** delay before the second attempt; doubled before each further one */
  readonly firstDelayMs: number
}

/** Log messages: an attempt failed that is not the last, and a job failed for good. */
export const ATTEMPT_FAILED = 'an attempt at a job failed'
export const JOB_FAILED = 'a job failed and is not tried again'

/** All attempts within 75 seconds: long enough for a busy folder or a restarting store, short enough to inform the operator. */
export const DEFAULT_RETRY: RetryPolicy = { attempts: 5, firstDelayMs: 5_000 }

/** Known failures that pass by themselves. After any other known failure the same input would fail again. */
const PASSING: readonly ErrorCode[] = ['DATA_FOLDER_BUSY', 'DISK_FULL', 'QUEUE_UNAVAILABLE']

/** Whether another attempt may succeed. */
export function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof KnowledgeError) || PASSING.includes(error.code)
}

/** @param failures how many attempts have failed, this one included */
export function isLastAttempt(error: unknown, failures: number, { attempts }: RetryPolicy): boolean {
  return failures >= attempts || !isWorthRetrying(error)
}

/** @param failures how many attempts have failed, at least 1 */
export function retryDelayMs({ firstDelayMs }: RetryPolicy, failures: number): number {
  return firstDelayMs * 2 ** (failures - 1)
}

/**
 * The failure in the form that may be stored. Of an unexpected error not even the message is stored, because it might quote a
 * citizen.
 */
export function failureOf(error: unknown): JobFailure {
  if (error instanceof KnowledgeError) {
    const { code, message, facts, next } = error
    return { code, message, hint: stepIn(COMMON_LANGUAGE, next), facts, next }
  }
  const name = error instanceof Error ? error.name : typeof error
  const next: NextStep = { do: 'read-worker-log' }
  const message = `the job failed unexpectedly (${name})`
  return { code: 'UNEXPECTED', message, hint: stepIn(COMMON_LANGUAGE, next), facts: { name }, next }
}

/** The error behind a stored failure. */
export function errorOf(failure: JobFailure): Error {
  return errorAsKept(failure) ?? new Error(failure.message)
}

/** After more deaths of workers than this, the job itself counts as their cause. */
export const MOST_STALLS = 3

export function stalledFailure(): JobFailure {
  const failure = new KnowledgeError('JOB_STALLED', { times: MOST_STALLS + 1 }, { do: 'look-in-system-log' })
  return failureOf(failure)
}
