import { readEncoder, writeEncoder } from '../../knowledge/encoder/encoder-files.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Progress } from '../../knowledge/ports.js'
import { newFolder } from '../../knowledge/store/new-folder.js'
import { approvedContent } from '../approved-content.js'
import { adaptEncoder, DEFAULT_ADAPTATION, LEAST_DIFFERENT_PAIRS, LEAST_TEXT_PAIRS } from '../encoder/adapt-encoder.js'
import type { Installation } from '../installation.js'

export interface AdaptationRequest {
  /** folder of the encoder to start from */
  readonly from: string
  /** absolute; must not exist yet, or must be empty */
  readonly output: string
  readonly steps: number
  readonly seed: number
}

export interface AdaptedToFolder {
  readonly revision: string
  readonly adaptedFrom: string | null
  /** number of approved pairs, and of the pairs of texts made from them */
  readonly pairs: number
  readonly textPairs: number
  readonly losses: { readonly first: number; readonly last: number }
}

/**
 * Adapts an encoder to everything approved so far and writes it to its own folder.
 *
 * @throws {KnowledgeError} EMPTY_KNOWLEDGE_BASE when too little was approved, and any error of reading or writing encoders
 */
export async function adaptToFolder(
  { store }: Pick<Installation, 'store'>,
  { from, output, steps, seed }: AdaptationRequest,
  onProgress: Progress,
): Promise<AdaptedToFolder> {
  const place = await newFolder(output)
  const { pairs } = await approvedContent(store)
  const options = { ...DEFAULT_ADAPTATION, steps, seed }
  const adapted = await adaptEncoder({ from: await readEncoder(from), pairs, options, onProgress })
  if (adapted === null) throw tooLittle(pairs.length)
  await place.fill((unfinished) => writeEncoder(unfinished, adapted.contents))
  await place.finish()
  const { revision, adaptedFrom } = await readEncoder(output)
  return { revision, adaptedFrom, pairs: pairs.length, textPairs: adapted.textPairs, losses: adapted.losses }
}

function tooLittle(pairs: number): KnowledgeError {
  return new KnowledgeError(
    'EMPTY_KNOWLEDGE_BASE',
    { what: 'too-little-to-adapt', pairs, leastTexts: LEAST_TEXT_PAIRS, leastPairs: LEAST_DIFFERENT_PAIRS },
    { do: 'add-alternates' },
  )
}
