import { createHash } from 'node:crypto'

/** SHA-256 in hexadecimal, small letters; of a text its UTF-8 bytes. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
