import { z } from 'zod'
import { gateSchema } from '../../../evaluation/gate/verdict.js'
import { versionIdSchema } from '../../../knowledge/version-id.js'

export const adaptOutcomeSchema = z.enum(['adapted', 'not-wanted', 'too-little'])
export type AdaptOutcome = z.infer<typeof adaptOutcomeSchema>

/** The result of a retraining: as returned, as reported by its process, and as stored with a job. */
export const retrainedSchema = z
  .object({
    run: z.string(),
    /** the new version; the champion when nothing had changed */
    version: versionIdSchema,
    /** the champion when the run began; null before the first promotion */
    champion: versionIdSchema.nullable(),
    gate: gateSchema,
    /** why the gate holds it or, when it passes, what to know before promoting it; in English */
    reasons: z.array(z.string()).readonly(),
    /** number of passages that were embedded */
    embedded: z.number(),
    /** number of passages whose vector came from the champion */
    reused: z.number(),
    /** whether the encoder was adapted to the content, or why not; missing in jobs of an earlier release */
    encoder: adaptOutcomeSchema.default('not-wanted'),
    /** whether the champion already has this content; no version was then made */
    unchanged: z.boolean(),
    promoted: z.boolean(),
    /** whether it was not promoted because a person had rolled it back; a person must decide */
    rolledBack: z.boolean().default(false),
    /** whether an interrupted run was resumed */
    resumed: z.boolean(),
    /** whether it was judged as an institution's first own version; missing in jobs of an earlier release */
    first: z.boolean().default(false),
    /** absolute path of the report page; null when there is none */
    report: z.string().nullable(),
  })
  .readonly()
export type Retrained = z.infer<typeof retrainedSchema>
