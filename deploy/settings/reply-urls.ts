import { z } from 'zod'

/** Where Microsoft's tools for trying a bot listen when nobody tells them otherwise: the Emulator, the Agents Playground. */
export const BOT_TOOLS = ['http://localhost:9000', 'http://localhost:56150/_connector'] as const

/** An address that replies are sent to, without a slash at its end. */
export const replyUrlSchema = z.string().transform((given, context) => {
  const url = URL.canParse(given) ? new URL(given) : null
  const isPlain =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  if (isPlain) return url.href.replace(/\/$/, '')
  context.addIssue({ code: 'custom' })
  return z.NEVER
})
