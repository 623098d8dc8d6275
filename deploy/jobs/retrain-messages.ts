import { z } from 'zod'
import { jobFailureSchema, jobProgressSchema } from '../../training/queue/job.js'
import { retrainedSchema } from '../../training/retrain/run/retrained.js'

/** What a retraining process is told. */
export const retrainOrderSchema = z.object({
  dataFolder: z.string(),
  author: z.string().nullable(),
  authorAccount: z.string().optional(),
  /** what set it off, for the record of the run */
  trigger: z.string(),
})
export type RetrainOrder = z.infer<typeof retrainOrderSchema>

/** What it tells. */
export const retrainNewsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), progress: jobProgressSchema }),
  z.object({ kind: z.literal('retrained'), retrained: retrainedSchema }),
  z.object({ kind: z.literal('failed'), failure: jobFailureSchema }),
])
export type RetrainNews = z.infer<typeof retrainNewsSchema>
