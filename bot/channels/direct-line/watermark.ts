import { badArgument } from '../../http/http-error.js'

/**
 * Reads the watermark that a client sends back.
 *
 * @returns 0 when it has none yet
 * @throws HttpError BadArgument when it is not a watermark of this server
 */
export function readWatermark(text: string | null): number {
  if (text === null || text === '') return 0
  if (!/^\d{1,15}$/.test(text)) throw badArgument('The watermark is not one of this server; omit it to begin anew.')
  return Number(text)
}
