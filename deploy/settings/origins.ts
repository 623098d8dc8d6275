import { z } from 'zod'
import { wantedInstead } from './wanted.js'

// A semicolon would end a rule of a Content-Security-Policy, so only the characters of a host are allowed.
const HOST = String.raw`[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?`
const SITE = new RegExp(`^https?://${HOST}$`, 'i')
const SITE_OR_ADDRESS = new RegExp(String.raw`^https?://(?:${HOST}|\[[\da-f:.]+\](?::\d{1,5})?)$`, 'i')
const ALL_BELOW = new RegExp(String.raw`^https?://\*\.${HOST}$`, 'i')

/** The origin of a page that may call; it must equal the origin that the browser sends. */
export const callingOriginSchema = z.string().transform((given, context) => {
  const origin = asOrigin(given)
  if (origin !== null && SITE_OR_ADDRESS.test(origin)) return origin
  context.addIssue(given.includes('*') ? wantedInstead({ what: 'sites-in-full' }) : { code: 'custom' })
  return z.NEVER
})

/** The origin of a page that may show the chat page in a frame, or of all sites below a name: the browser itself matches `https://*.name`. */
export const framingOriginSchema = z.string().transform((given, context) => {
  const origin = asOrigin(given)
  if (origin !== null && (SITE.test(origin) || ALL_BELOW.test(origin))) return origin
  context.addIssue({ code: 'custom' })
  return z.NEVER
})

/** In lower case, as browsers write it; null when there is more than scheme, host and port. */
function asOrigin(given: string): string | null {
  const origin = given.toLowerCase()
  return URL.canParse(origin) && new URL(origin).origin === origin ? origin : null
}
