import { withRecord } from '../../knowledge/audit/audit-log.js'
import { documentEffect } from '../../knowledge/audit/effect.js'
import type { Person } from '../../knowledge/person.js'
import { TRUSTED_TIME, trustedAt } from '../../knowledge/records/trusted-time.js'
import type { Installation } from '../installation.js'
import { namedAct } from '../release/promotion.js'

/**
 * A person vouches for this machine's clock, so that old records are deleted by it again.
 *
 * @returns the time that was confirmed
 * @throws {KnowledgeError} BAD_INPUT without a name or a reason, DATA_FOLDER_BUSY, DISK_FULL
 */
export async function confirmClock(
  { store, clock }: Pick<Installation, 'store' | 'clock'>,
  request: { readonly by: Person; readonly reason: string },
): Promise<Date> {
  const { by, reason } = namedAct(request)
  const now = clock.now()
  await withRecord(store, clock, (record) =>
    store.document(TRUSTED_TIME).update(
      (current) => ({ next: trustedAt(now), outcome: current?.latest ?? null }),
      (before, next) =>
        record(
          { event: 'retention', by, details: { reason, confirmed: now.toISOString(), before } },
          documentEffect(TRUSTED_TIME, next),
        ),
    ),
  )
  return now
}
