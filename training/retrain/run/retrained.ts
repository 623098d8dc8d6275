import { z } from 'zod'
import { gateSchema } from '../../../evaluation/gate/verdict.js'
import { versionIdSchema } from '../../../knowledge/version-id.js'

export const adaptOutcomeSchema = z.enum(['adapted', 'not-wanted', 'too-little'])
export type AdaptOutcome = z.infer<typeof adaptOutcomeSchema>

/** What a retraining came to: as it is returned, as the process that did it tells, and as a job keeps it. */
export const retrainedSchema = z
  .object({
    run: z.string(),
    /** the new version; the champion when nothing had changed */
    version: versionIdSchema,
    /** the champion when the run began; null before the first promotion */
    champion: versionIdSchema.nullable(),
    gate: gateSchema,
    /** why the gate holds it or, where it passes it, what to know before promoting it; in English */
    reasons: z.array(z.string()).readonly(),
    /** passages that went through the embedder */
    embedded: z.number(),
    /** passages whose vector the champion had */
    reused: z.number(),
    /** whether the encoder was adapted to the content, or why not; jobs of an earlier release do not say */
    encoder: adaptOutcomeSchema.default('not-wanted'),
    /** the champion has this content already: no version was made */
    unchanged: z.boolean(),
    promoted: z.boolean(),
    /** it would have been promoted, but somebody went back from it: that is left to a person */
    rolledBack: z.boolean().default(false),
    /** whether an interrupted run was resumed */
    resumed: z.boolean(),
    /** absolute path of the report page; null when there is none */
    report: z.string().nullable(),
  })
  .readonly()
export type Retrained = z.infer<typeof retrainedSchema>
