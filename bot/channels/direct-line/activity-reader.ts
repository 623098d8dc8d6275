import { z } from 'zod'
import { badArgument } from '../../http/http-error.js'
import type { DirectLineLimits } from './direct-line-limits.js'

/** The types a client may send; only the channel sends the others, above all `conversationUpdate`. */
const CLIENT_TYPES = ['message', 'event', 'typing', 'invoke', 'messageReaction', 'endOfConversation'] as const

/** The fields a client may set. Only the channel sets ids, addresses and times. */
export type ClientActivity = z.infer<ReturnType<typeof clientActivitySchema>>

export type ActivityReader = (value: unknown) => ClientActivity

/** Reads activities within these limits. It drops fields that are unknown or that a client may not set. */
export function createActivityReader(limits: DirectLineLimits): ActivityReader {
  const schema = clientActivitySchema(limits)
  return (value) => {
    const read = schema.safeParse(withoutNulls(value))
    if (read.success) return read.data
    throw badArgument(`The activity is not valid: ${problemsOf(read.error)}.`)
  }
}

/** A language tag such as `es` or `lv-LV`. */
export const localeSchema = z.string().regex(/^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,7}$/)

/** The problems by field, without quoting what was sent. */
export function problemsOf({ issues }: z.ZodError): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.length === 0 ? 'body' : path.join('.')}: ${message}`)
    .join('; ')
}

const MOST_ATTACHMENTS = 10
const shortText = z.string().max(200)

// An invalid address or name of an attachment does not invalidate the message it came with.
const attachmentSchema = z.object({
  contentType: shortText.regex(/^[\w.+-]+\/[\w.+-]+$/),
  contentUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .catch(undefined),
  thumbnailUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .catch(undefined),
  name: shortText.optional().catch(undefined),
})

function clientActivitySchema({ textChars, extraChars }: DirectLineLimits) {
  const isBounded = (value: unknown) => value === undefined || JSON.stringify(value).length <= extraChars
  const tooLarge = `larger than ${extraChars} characters as JSON`
  const openObject = z.looseObject({})
  return z.object({
    type: z.enum(CLIENT_TYPES),
    text: z.string().max(textChars).optional(),
    textFormat: z.enum(['plain', 'markdown', 'xml']).optional(),
    locale: localeSchema.optional().catch(undefined),
    localTimestamp: z.iso.datetime({ offset: true }).optional().catch(undefined),
    localTimezone: shortText.optional().catch(undefined),
    name: shortText.optional(),
    value: z.unknown().refine(isBounded, tooLarge).optional(),
    valueType: shortText.optional(),
    label: shortText.optional(),
    replyToId: shortText.optional(),
    code: shortText.optional(),
    inputHint: shortText.optional(),
    // With `expectReplies` the Bot Framework would hold the replies back for an HTTP response, which this channel does not have.
    deliveryMode: z.enum(['normal', 'stream']).optional().catch(undefined),
    reactionsAdded: z
      .array(z.object({ type: shortText }))
      .max(10)
      .optional(),
    reactionsRemoved: z
      .array(z.object({ type: shortText }))
      .max(10)
      .optional(),
    attachments: z.array(attachmentSchema).max(MOST_ATTACHMENTS).optional(),
    entities: z.array(openObject).max(20).refine(isBounded, tooLarge).optional(),
    channelData: z
      .looseObject({ clientActivityID: shortText.min(1).optional() })
      .refine(isBounded, tooLarge)
      .optional(),
    from: z
      .object({ name: z.string().max(100).optional().catch(undefined) })
      .optional()
      .catch(undefined),
  })
}

/** Some clients write null for absent fields. `value` may be null on purpose. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([name, field]) => field !== null || name === 'value'))
}
