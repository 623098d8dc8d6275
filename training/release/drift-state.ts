import { z } from 'zod'
import { DRIFT_SIGNALS } from '../../evaluation/drift/detect-drift.js'
import { observationSchema } from '../../evaluation/drift/live-windows.js'
import type { DocumentKind } from '../../knowledge/store/document.js'
import { versionIdSchema } from '../../knowledge/version-id.js'

const signal = z.enum(DRIFT_SIGNALS)

const driftStateSchema = z.strictObject({
  format: z.literal(1),
  /** the version these questions belong to; a new champion starts with an empty state */
  version: versionIdSchema.nullable(),
  /** the version's results on the golden cases; `key` identifies the cases */
  golden: z.strictObject({ key: z.string(), observations: z.array(observationSchema) }).nullable(),
  /** the version's first live questions, once they are the reference; `until`: when the last of them was asked */
  live: z.strictObject({ until: z.iso.datetime(), observations: z.array(observationSchema) }).nullable(),
  /** questions up to this moment differed from the golden cases and do not become the reference */
  strangeUntil: z.iso.datetime().nullable(),
  inAlarm: z.array(signal),
  /** the signals in alarm for which a retraining was requested */
  retrainedFor: z.array(signal).default([]),
  /** when the current alarm was raised */
  since: z.iso.datetime().nullable(),
})

/** The reference for drift, and the current alarms. */
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

/** How the store keeps the state. */
export const DRIFT_DOCUMENT: DocumentKind<DriftState> = {
  name: 'drift',
  schema: driftStateSchema,
  initial: NO_DRIFT_STATE,
  ifDamaged: { do: 'delete-drift-state' },
}
