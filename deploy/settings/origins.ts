import { z } from 'zod'
import { wantedInstead } from './wanted.js'

// A Content-Security-Policy ends a rule at a semicolon: nothing but the characters of a host may get into one.
const HOST = String.raw`[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?`
const SITE = new RegExp(`^https?://${HOST}$`, 'i')
const SITE_OR_ADDRESS = new RegExp(String.raw`^https?://(?:${HOST}|\[[\da-f:.]+\](?::\d{1,5})?)$`, 'i')
const ALL_BELOW = new RegExp(String.raw`^https?://\*\.${HOST}$`, 'i')

/** The origin of a page that may call: a browser's word for itself is compared with it as a whole. */
export const callingOriginSchema = z.string().transform((given, context) => {
  const origin = asOrigin(given)
  if (origin !== null && SITE_OR_ADDRESS.test(origin)) return origin
  context.addIssue(given.includes('*') ? wantedInstead({ what: 'sites-in-full' }) : { code: 'custom' })
  return z.NEVER
})

/** The origin of a page that may frame, or of all sites below a name: a browser matches `https://*.name` itself. */
export const framingOriginSchema = z.string().transform((given, context) => {
  const origin = asOrigin(given)
  if (origin !== null && (SITE.test(origin) || ALL_BELOW.test(origin))) return origin
  context.addIssue({ code: 'custom' })
  return z.NEVER
})

/** In lower case, as browsers write it; null where there is more to it than scheme, host and port. */
function asOrigin(given: string): string | null {
  const origin = given.toLowerCase()
  return URL.canParse(origin) && new URL(origin).origin === origin ? origin : null
}
