import { z } from 'zod'
import { parseJsonAs } from '../../knowledge/basics/parse-json.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import {
  type Ask,
  askSchema,
  fieldsSchema,
  type Job,
  type JobFailure,
  type JobRequest,
  type JobState,
  jobFailureSchema,
  jobKindSchema,
  jobProgressSchema,
  triggerSchema,
} from '../queue/job.js'
import { stalledFailure } from '../queue/retry.js'

/** The data of a job in Redis. */
export const jobDataSchema = z.object({
  kind: jobKindSchema,
  dedupeKey: z.string(),
  payload: fieldsSchema,
  trigger: triggerSchema,
  askedBy: z.string(),
  at: z.iso.datetime(),
})
export type JobData = z.infer<typeof jobDataSchema>

export function jobData({ kind, dedupeKey, payload, trigger, askedBy }: JobRequest, now: Date): JobData {
  return { kind, dedupeKey, payload, trigger, askedBy, at: now.toISOString() }
}

/** A job as Redis keeps it. */
export interface StoredJob {
  readonly id?: string | undefined
  readonly data: unknown
  readonly attemptsStarted: number
  readonly processedOn?: number | undefined
  readonly finishedOn?: number | undefined
  readonly progress: unknown
  readonly returnvalue: unknown
  readonly failedReason?: string | undefined
}

/**
 * The job in the port's shape; null when it no longer exists.
 *
 * @param state the job's state in BullMQ's words
 * @param log the requests merged into it, one JSON object per line
 * @throws {KnowledgeError} DOCUMENT_DAMAGED
 */
export function jobFrom(stored: StoredJob, state: string, log: readonly string[], knowledgeBase: string): Job | null {
  const { id = '' } = stored
  if (state === 'unknown') return null
  try {
    const { kind, dedupeKey, payload, trigger, askedBy, at } = jobDataSchema.parse(stored.data)
    const merged = log.map((line): Ask => askSchema.parse(JSON.parse(line)))
    const asks = [{ trigger, askedBy, at }, ...merged]
    return {
      id,
      knowledgeBase,
      kind,
      dedupeKey,
      payload,
      asks,
      begun: stored.attemptsStarted,
      state: stateOf(stored, state),
    }
  } catch (cause) {
    throw new KnowledgeError('DOCUMENT_DAMAGED', { what: 'job', id }, { do: 'own-knowledge-base-name' }, { cause })
  }
}

function stateOf({ processedOn, finishedOn, progress, returnvalue, failedReason }: StoredJob, state: string): JobState {
  const at = (time: number | undefined) => new Date(time ?? 0).toISOString()
  const last = keptFailure(failedReason)
  if (state === 'completed') return { kind: 'done', at: at(finishedOn), result: fieldsSchema.parse(returnvalue) }
  if (state === 'failed') return { kind: 'failed', at: at(finishedOn), failure: last?.failure ?? stalledFailure() }
  if (state === 'active') {
    const parsed = jobProgressSchema.safeParse(progress)
    return { kind: 'running', since: at(processedOn), progress: parsed.success ? parsed.data : null }
  }
  return { kind: 'waiting', dueAt: state === 'delayed' ? (last?.dueAt ?? null) : null, failure: last?.failure ?? null }
}

/** Redis keeps one text for a failed attempt: the failure and the time of the next attempt. */
interface KeptFailure {
  readonly failure: JobFailure
  readonly dueAt: string | null
}

const keptFailureSchema = z.object({ failure: jobFailureSchema, dueAt: z.iso.datetime().nullable() })

export function keepFailure(kept: KeptFailure): string {
  return JSON.stringify(kept)
}

/** Null also for a text that BullMQ wrote itself: it does so only when a job has stalled too often. */
function keptFailure(text: string | undefined): KeptFailure | null {
  return parseJsonAs(keptFailureSchema, text ?? '')
}
