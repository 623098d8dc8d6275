import { z } from 'zod'
import { badArgument } from '../../http/http-error.js'
import { localeSchema, problemsOf } from './activity-reader.js'

const locale = localeSchema.optional().catch(undefined)

const startSchema = z.object({ locale }).nullable()

const generateSchema = z
  .object({
    locale,
    user: z
      .object({
        id: z
          .string()
          .regex(/^dl_[\w.:@-]{1,100}$/, 'must begin with "dl_" and go on with letters, digits or . : @ _ -')
          .optional(),
        name: z.string().max(100).optional(),
      })
      .optional(),
  })
  .nullable()

/**
 * What a page may set when it asks for a token or starts a conversation: its language. A user id from a page is ignored; only the
 * institution's own servers may name users.
 */
export function readStartRequest(body: unknown): { readonly locale: string | null } {
  const read = startSchema.safeParse(body)
  if (!read.success) throw badArgument(`The request is not valid: ${problemsOf(read.error)}.`)
  return { locale: read.data?.locale ?? null }
}

/** What a server of the institution may set when it asks for a token. Only the operator allows origins, not the caller. */
export function readGenerateRequest(body: unknown): {
  readonly locale: string | null
  readonly user: { readonly id: string; readonly name: string | null } | null
} {
  const read = generateSchema.safeParse(body)
  if (!read.success) throw badArgument(`The request is not valid: ${problemsOf(read.error)}.`)
  const user = read.data?.user
  return {
    locale: read.data?.locale ?? null,
    user: user?.id === undefined ? null : { id: user.id, name: user.name ?? null },
  }
}
