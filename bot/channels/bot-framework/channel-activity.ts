import type { Activity } from 'botbuilder'
import { z } from 'zod'

/** Ids become parts of the address that a reply is sent to, so none may lead out of it. */
const id = z
  .string()
  .min(1)
  .max(1_000)
  .refine((text) => text !== '.' && text !== '..', 'must not be dots only')
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
  deliveryMode: z.string().max(100).optional(),
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

/** Where replies go that are returned in the response: no name below `.invalid` exists. */
const NOWHERE = 'https://reply-in-response.invalid'

/**
 * Reads an activity that a channel sent.
 *
 * @param replyUrls the addresses that replies may be sent to when the sender is not authenticated, without a slash at the end; null when
 *   it is. Otherwise any client could make the server call addresses of its choice.
 */
export function readChannelActivity(
  value: unknown,
  replyUrls: readonly string[] | null,
): Activity | { readonly problem: string } {
  const read = activitySchema.safeParse(withoutNulls(value))
  if (!read.success) {
    const faults = read.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
    return { problem: faults.join('; ') }
  }
  const serviceUrl = replyUrls === null ? read.data.serviceUrl : replyUrlOf(read.data, replyUrls)
  if (serviceUrl === null) return { problem: NOT_NAMED }
  return { ...read.data, serviceUrl } as unknown as Activity
}

const NOT_NAMED =
  'serviceUrl: replies are not sent to this address; ask for them in the response with "deliveryMode": "expectReplies", or name the address in BOT_FRAMEWORK_REPLY_URLS'

/** The address as the settings write it, so that nothing of the message becomes a part of it. */
function replyUrlOf(
  { serviceUrl, deliveryMode }: { readonly serviceUrl: string; readonly deliveryMode?: string | undefined },
  replyUrls: readonly string[],
): string | null {
  if (deliveryMode === 'expectReplies') return NOWHERE
  return replyUrls.find((url) => url === serviceUrl.replace(/\/$/, '')) ?? null
}

/** Some channels write null for absent fields. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null))
}
