import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { looksLikePath } from '../../knowledge/adapters/model-folder.js'
import { SHIPPED_ENCODER_NAME } from '../../knowledge/encoder/shipped-encoder.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Part } from '../../knowledge/words/error-facts.js'
import type { SettingValues } from '../settings/settings.js'
import { ownEncoderFolder } from './own-encoder.js'

/**
 * The encoder that each retraining adapts, as the operator has configured it.
 *
 * @returns its folder, or null when ENCODER_ADAPT is off
 * @throws {KnowledgeError} BAD_CONFIG when ENCODER_ADAPT is on and VENTANILLA_EMBEDDER is not an encoder of ours
 */
export function encoderToAdapt({ ENCODER_ADAPT, VENTANILLA_EMBEDDER: embedder }: SettingValues): string | null {
  if (!ENCODER_ADAPT) return null
  const folder = ownEncoderFolder(embedder)
  if (folder !== null) return folder
  throw new KnowledgeError(
    'BAD_CONFIG',
    { what: 'adapt-not-ours', embedder, fault: whyNotOurs(embedder) },
    { do: 'name-encoder-or-adapt-none', shipped: SHIPPED_ENCODER_NAME },
  )
}

/** The error with which every retraining would fail, so that a server can warn of it at the start; null when there is none. */
export function adaptationProblem(values: SettingValues): KnowledgeError | null {
  try {
    encoderToAdapt(values)
    return null
  } catch (error) {
    if (error instanceof KnowledgeError) return error
    throw error
  }
}

/** @param embedder as VENTANILLA_EMBEDDER names it */
export function whyNotOurs(embedder: string): Part {
  const folder = resolve(embedder)
  return looksLikePath(embedder) && !existsSync(folder)
    ? { what: 'no-folder-there', folder }
    : { what: 'no-encoder-of-ours', embedder }
}
