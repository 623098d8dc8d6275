import { unescapeEntities } from './entities.js'

/** Whether a link may have this target: an absolute web, mail or telephone address. */
export function isSafeAddress(address: string): boolean {
  return /^(https?:\/\/|mailto:|tel:)/i.test(address) && URL.canParse(address)
}

/**
 * The address that a link written with `target` leads to: whole ones as they are, `www.` and mail addresses completed, relative
 * ones from `base` on.
 *
 * @param base absolute; null = relative addresses lead nowhere
 * @returns null where it leads nowhere, or where no link may lead
 */
export function addressOf(target: string, base: string | null): string | null {
  const written = unescapeEntities(target).trim()
  const whole = completed(written, base)
  return whole === null || !isSafeAddress(whole) ? null : encodedSpaces(whole)
}

const WWW = /^www\.[^\s./]+\.[^\s]/i
const MAIL = /^[^\s@/:?#<>]+@[^\s@/:?#<>]+\.[a-z]{2,}(?:\?[^\s<>]*)?$/i
const SCHEME = /^[a-z][a-z\d+.-]*:/i

function completed(written: string, base: string | null): string | null {
  if (isSafeAddress(written)) return written
  if (WWW.test(written)) return `https://${written}`
  if (MAIL.test(written)) return `mailto:${written}`
  if (written === '' || SCHEME.test(written) || base === null || namesHost(written)) return null
  return URL.canParse(written, base) ? new URL(written, base).href : null
}

/** Endings of files, which look like the end of a host's name. */
const FILE_ENDING = /\.(?:pdf|html?|php|aspx?|jsp|docx?|odt|xlsx?|ods|csv|txt|zip|jpe?g|png|gif|svg|mp[34]|xml|json)$/i

/** `gob.example/citas` may be a file or a host without `https://`: only its author knows. */
function namesHost(written: string): boolean {
  const [first = ''] = written.split(/[/?#]/)
  return /^[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}$/u.test(first) && !FILE_ENDING.test(first)
}

function encodedSpaces(address: string): string {
  return address.replace(/\s/g, '%20').replace(/[<>]/g, encodeURIComponent)
}
