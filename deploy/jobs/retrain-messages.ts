import { z } from 'zod'
import { jobFailureSchema, jobProgressSchema } from '../../training/queue/job.js'
import { retrainedSchema } from '../../training/retrain/run/retrained.js'

/** The message to a retraining process. */
export const retrainOrderSchema = z.object({
  dataFolder: z.string(),
  author: z.string().nullable(),
  authorAccount: z.string().optional(),
  /** why it was started, for the record of the run */
  trigger: z.string(),
})
export type RetrainOrder = z.infer<typeof retrainOrderSchema>

/** The messages from a retraining process. */
export const retrainNewsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), progress: jobProgressSchema }),
  z.object({ kind: z.literal('retrained'), retrained: retrainedSchema }),
  z.object({ kind: z.literal('failed'), failure: jobFailureSchema }),
])
export type RetrainNews = z.infer<typeof retrainNewsSchema>
