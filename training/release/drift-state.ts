import { z } from 'zod'
import { DRIFT_SIGNALS } from '../../evaluation/drift/detect-drift.js'
import { observationSchema } from '../../evaluation/drift/live-windows.js'
import type { DocumentKind } from '../../knowledge/store/document.js'
import { versionIdSchema } from '../../knowledge/version-id.js'

const signal = z.enum(DRIFT_SIGNALS)

const driftStateSchema = z.strictObject({
  format: z.literal(1),
  /** whose questions these are; another champion begins anew */
  version: versionIdSchema.nullable(),
  /** what the version does with its golden cases, and of which cases that is */
  golden: z.strictObject({ key: z.string(), observations: z.array(observationSchema) }).nullable(),
  /** the version's first live questions, once they are the reference, and when the last of them was asked */
  live: z.strictObject({ until: z.iso.datetime(), observations: z.array(observationSchema) }).nullable(),
  /** questions up to this moment looked strange beside the golden cases: they do not become the reference */
  strangeUntil: z.iso.datetime().nullable(),
  inAlarm: z.array(signal),
  /** those of them that a retraining was asked for; a check that asks for none leaves that to one that does */
  retrainedFor: z.array(signal).default([]),
  /** when the alarm that holds was raised */
  since: z.iso.datetime().nullable(),
})

/** What drift is judged by, and the alarms that hold. */
export type DriftState = Readonly<z.infer<typeof driftStateSchema>>

export const NO_DRIFT_STATE: DriftState = {
  format: 1,
  version: null,
  golden: null,
  live: null,
  strangeUntil: null,
  inAlarm: [],
  retrainedFor: [],
  since: null,
}

/** How the state is kept. */
export const DRIFT_DOCUMENT: DocumentKind<DriftState> = {
  name: 'drift',
  schema: driftStateSchema,
  initial: NO_DRIFT_STATE,
  ifDamaged: { do: 'delete-drift-state' },
}
