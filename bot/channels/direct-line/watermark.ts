import { badArgument } from '../../http/http-error.js'

/**
 * The watermark a client gives back.
 *
 * @returns 0 when it has none yet
 * @throws HttpError BadArgument when it is not one of ours
 */
export function readWatermark(text: string | null): number {
  if (text === null || text === '') return 0
  if (!/^\d{1,15}$/.test(text))
    throw badArgument('The watermark is not one this server gave; leave it out to begin anew.')
  return Number(text)
}
