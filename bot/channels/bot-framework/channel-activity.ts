import type { Activity } from 'botbuilder'
import { z } from 'zod'
import { isLoopback } from '../../http/loopback.js'

const id = z.string().min(1).max(1_000)
const account = z.looseObject({ id })
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional()
  .catch(undefined)

/** The fields that the bot and its adapter rely on; all other fields pass unchanged. */
const activitySchema = z.looseObject({
  type: z.string().min(1).max(100),
  id: id.optional(),
  channelId: z.string().min(1).max(100),
  serviceUrl: z.url({ protocol: /^https?$/ }).max(2_000),
  conversation: account,
  from: account,
  recipient: account,
  text: z.string().optional(),
  locale: z.string().max(100).optional().catch(undefined),
  timestamp: moment,
  localTimestamp: moment,
  expiration: moment,
  attachments: z
    .array(z.looseObject({ contentType: z.string() }))
    .max(100)
    .optional(),
  entities: z
    .array(z.looseObject({ type: z.string() }))
    .max(1_000)
    .optional(),
  membersAdded: z.array(account).max(1_000).optional(),
  membersRemoved: z.array(account).max(1_000).optional(),
})

/**
 * Reads an activity that a channel sent.
 *
 * @param local whether the sender is not authenticated. Replies may then go to this machine only; otherwise any client could make the
 *   server call addresses inside its network.
 */
export function readChannelActivity(value: unknown, local: boolean): Activity | { readonly problem: string } {
  const read = activitySchema.safeParse(withoutNulls(value))
  if (!read.success) {
    const faults = read.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
    return { problem: faults.join('; ') }
  }
  if (local && !isLoopback(new URL(read.data.serviceUrl).hostname)) {
    return { problem: 'serviceUrl: without an Azure Bot registration it must be on this machine' }
  }
  return read.data as unknown as Activity
}

/** Some channels write null for absent fields. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null))
}
