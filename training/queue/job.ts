import { z } from 'zod'
import { KnowledgeError } from '../../knowledge/errors.js'
import { issueParts } from '../../knowledge/words/issue-part.js'

/** What a job does. */
export const jobKindSchema = z.enum(['retrain'])
export type JobKind = z.infer<typeof jobKindSchema>

/** What caused a request. */
export const triggerSchema = z.enum(['manual', 'schedule', 'curation', 'drift'])
export type Trigger = z.infer<typeof triggerSchema>

/** The name of the queue's knowledge base in a store that several installations share. */
export const knowledgeBaseSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)

const MOST_FIELDS = 20
const fieldText = z.string().max(2_000)
/**
 * Small on purpose: a job holds its instructions and its result, and its data lies in the data folder. Never a citizen's words.
 */
export const fieldsSchema = z
  .record(
    z.string().min(1).max(100),
    z.union([fieldText, z.number(), z.boolean(), z.null(), z.array(fieldText).max(100).readonly()]),
  )
  .refine((fields) => Object.keys(fields).length <= MOST_FIELDS, `at most ${MOST_FIELDS} fields`)
  .readonly()
export type JobFields = z.infer<typeof fieldsSchema>

/** A request for a job. */
export const jobRequestSchema = z
  .strictObject({
    kind: jobKindSchema,
    trigger: triggerSchema,
    /** the person or the part of the program that makes the request */
    askedBy: z.string().trim().min(1).max(200),
    /** requests with the same key mean the same work */
    dedupeKey: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/),
    payload: fieldsSchema,
  })
  .readonly()
export type JobRequest = z.infer<typeof jobRequestSchema>

/** One request that a job answers. */
export const askSchema = z.object({ trigger: triggerSchema, askedBy: z.string(), at: z.iso.datetime() }).readonly()
export type Ask = z.infer<typeof askSchema>

export const jobProgressSchema = z
  .object({ step: z.string(), done: z.number(), total: z.number().nullable() })
  .readonly()
export type JobProgress = z.infer<typeof jobProgressSchema>

/**
 * Why an attempt failed. `code` is that of a KnowledgeError, or UNEXPECTED for a defect, whose details are in the worker's log.
 * `message` and `hint` say the same as `facts` and `next` in English, for programs without texts for these. A failure kept by
 * an earlier release has only them.
 */
export const jobFailureSchema = z
  .object({
    code: z.string(),
    message: z.string(),
    hint: z.string(),
    facts: z.record(z.string(), z.unknown()).optional(),
    next: z.looseObject({ do: z.string() }).optional(),
  })
  .readonly()
export type JobFailure = z.infer<typeof jobFailureSchema>

/** The state of a job. Times are ISO 8601, UTC. */
export const jobStateSchema = z.discriminatedUnion('kind', [
  /** `dueAt`: not started before, or null; `failure`: why the last attempt failed, or null */
  z.object({
    kind: z.literal('waiting'),
    dueAt: z.iso.datetime().nullable(),
    failure: jobFailureSchema.nullable(),
  }),
  z.object({ kind: z.literal('running'), since: z.iso.datetime(), progress: jobProgressSchema.nullable() }),
  z.object({ kind: z.literal('done'), at: z.iso.datetime(), result: fieldsSchema }),
  z.object({ kind: z.literal('failed'), at: z.iso.datetime(), failure: jobFailureSchema }),
])
export type JobState = Readonly<z.infer<typeof jobStateSchema>>

/** A requested piece of work. */
export interface Job {
  /** the same in every attempt, so that a handler finds its own unfinished work */
  readonly id: string
  readonly knowledgeBase: string
  readonly kind: JobKind
  readonly dedupeKey: string
  readonly payload: JobFields
  /** the requests, oldest first; all but the first were merged into the job */
  readonly asks: readonly Ask[]
  /** how often a worker has started it */
  readonly begun: number
  readonly state: JobState
}

/** @throws {KnowledgeError} BAD_INPUT naming the fault */
export function parseJobRequest(request: JobRequest): JobRequest {
  const parsed = jobRequestSchema.safeParse(request, { reportInput: true })
  if (parsed.success) return parsed.data
  throw new KnowledgeError(
    'BAD_INPUT',
    { what: 'no-job-request', faults: parsed.error.issues.slice(0, 1).flatMap(issueParts) },
    { do: 'give-job-request' },
  )
}
