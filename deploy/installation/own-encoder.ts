import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { encoderPath, SHIPPED_ENCODER } from '../../knowledge/adapters/static-encoder.js'
import { ENCODER_FILE } from '../../knowledge/encoder/encoder-files.js'
import { SHIPPED_ENCODER_NAME } from '../../knowledge/encoder/shipped-encoder.js'

/**
 * The folder of an encoder of ours: the one in the package, or one that was trained or adapted here, recognised by its description file.
 *
 * @param embedder as VENTANILLA_EMBEDDER names it
 * @returns an absolute path; null when it is another kind of embedder
 */
export function ownEncoderFolder(embedder: string): string | null {
  if (embedder === SHIPPED_ENCODER_NAME) return encoderPath(SHIPPED_ENCODER)
  return existsSync(join(embedder, ENCODER_FILE)) ? resolve(embedder) : null
}
