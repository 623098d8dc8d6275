import { randomBytes } from 'node:crypto'
import type { Clock } from '../../knowledge/ports.js'
import type { JobKind } from './job.js'

/** e.g. `retrain-20260301-100000-4f1c09`: readable, sorts by time, valid as a file name. */
export function newJobId(kind: JobKind, clock: Clock): string {
  return jobIdAt(kind, clock.now(), randomBytes(3).toString('hex'))
}

/** The id of the job that a schedule submits at a moment. Submitted twice, it is still one job. */
export function scheduledJobId(kind: JobKind, schedule: string, moment: Date): string {
  return jobIdAt(kind, moment, schedule)
}

function jobIdAt(kind: JobKind, moment: Date, end: string): string {
  const digits = moment.toISOString().replace(/\D/g, '')
  return `${kind}-${digits.slice(0, 8)}-${digits.slice(8, 14)}-${end}`
}
