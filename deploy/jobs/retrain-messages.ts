import { z } from 'zod'
import { jobFailureSchema, jobProgressSchema } from '../../training/queue/job.js'

/** What a retraining process is told. */
export const retrainOrderSchema = z.object({
  dataFolder: z.string(),
  author: z.string().nullable(),
  /** what set it off, for the record of the run */
  trigger: z.string(),
})
export type RetrainOrder = z.infer<typeof retrainOrderSchema>

export const retrainedSchema = z
  .object({
    run: z.string(),
    version: z.string(),
    champion: z.string().nullable(),
    gate: z.enum(['pass', 'hold']),
    reasons: z.array(z.string()),
    embedded: z.number(),
    reused: z.number(),
    encoder: z.enum(['adapted', 'not-wanted', 'too-little']).default('not-wanted'),
    unchanged: z.boolean(),
    promoted: z.boolean(),
    rolledBack: z.boolean().default(false),
    resumed: z.boolean(),
    report: z.string().nullable(),
  })
  .readonly()

/** What it tells. */
export const retrainNewsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), progress: jobProgressSchema }),
  z.object({ kind: z.literal('retrained'), retrained: retrainedSchema }),
  z.object({ kind: z.literal('failed'), failure: jobFailureSchema }),
])
export type RetrainNews = z.infer<typeof retrainNewsSchema>
