import { z } from 'zod'

/** What a retraining came to, as the process that did it tells and a job keeps it. */
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
export type KeptRetrained = z.infer<typeof retrainedSchema>
