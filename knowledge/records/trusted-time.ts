import { z } from 'zod'
import { KnowledgeError } from '../errors.js'
import type { DocumentKind } from '../store/document.js'
import type { Store } from '../store/store.js'
import { FEEDBACK } from './feedback.js'
import { TURNS } from './turns.js'
import { UNANSWERED } from './unanswered.js'

const DAY_MS = 24 * 60 * 60 * 1_000

/** How far the clock may be ahead of the last time that was believed, before a person has to confirm it: a server may rest for a month. */
const MOST_AHEAD_MS = 31 * DAY_MS

const trustedSchema = z.object({
  format: z.literal(1),
  /** the latest time that was believed; what a wrong clock wrote into the records does not move it */
  latest: z.iso.datetime(),
})

export type TrustedTime = Readonly<z.infer<typeof trustedSchema>>

/** Null before the first look at the clock. */
export const TRUSTED_TIME: DocumentKind<TrustedTime | null> = {
  name: 'trusted-time',
  schema: trustedSchema,
  initial: null,
  ifDamaged: { do: 'restore-file' },
}

/**
 * Believes the clock when it is not far ahead of the last time that was believed, or of the latest record where there is none yet.
 * Deleting old records needs it: a clock a year ahead would make all of them old.
 *
 * @throws {KnowledgeError} CLOCK_DOUBTED, DOCUMENT_DAMAGED, DATA_FOLDER_BUSY, DISK_FULL
 */
export async function believeClock(store: Store, now: Date): Promise<void> {
  const document = store.document(TRUSTED_TIME)
  const recorded = (await document.read()) === null ? await latestRecorded(store) : null
  const known = await document.update((current) => {
    const latestMs = current === null ? recorded : Date.parse(current.latest)
    if (latestMs === null || now.getTime() <= latestMs + MOST_AHEAD_MS) {
      return { next: trustedAt(now), outcome: null }
    }
    // Kept even where it is doubted: otherwise the records of this run would make it believable.
    return { next: current ?? trustedAt(new Date(latestMs)), outcome: new Date(latestMs) }
  })
  if (known === null) return
  throw new KnowledgeError(
    'CLOCK_DOUBTED',
    { now: now.toISOString(), latest: known.toISOString() },
    { do: 'confirm-clock' },
  )
}

export function trustedAt(now: Date): TrustedTime {
  return { format: 1, latest: now.toISOString() }
}

/** Time of the latest entry of a citizen's; null when there is none. */
async function latestRecorded(store: Store): Promise<number | null> {
  let latest: number | null = null
  for (const kind of [TURNS, UNANSWERED, FEEDBACK]) {
    for await (const { at } of store.log<{ readonly at: string }>(kind).read({ onDamaged: () => {} })) {
      latest = Math.max(latest ?? 0, Date.parse(at))
    }
  }
  return latest
}
