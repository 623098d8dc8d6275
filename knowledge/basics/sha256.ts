import { createHash } from 'node:crypto'
import { z } from 'zod'

/** SHA-256 as lower-case hexadecimal; a text is hashed as UTF-8. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)
