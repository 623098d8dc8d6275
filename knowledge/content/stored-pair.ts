import { z } from 'zod'
import { sha256Schema } from '../basics/sha256.js'
import { PAIR_LIMITS, type QnaPair, qnaPairSchema } from './qna-pair.js'

/** A pair as the workspace stores it. */
export const storedPairSchema = z.strictObject({
  pair: qnaPairSchema,
  /** name of the source it was last imported from; not `pair.source`, which is the citation that citizens see */
  importedFrom: z.string().min(1),
  /** hash of the imported file */
  fileSha256: sha256Schema,
  /** phrasings that curation added; they stay when the pair is imported again */
  phrasings: z.array(z.string().min(1)).default([]),
})

export type StoredPair = Readonly<z.infer<typeof storedPairSchema>>

/** The pair with the phrasings that curation added, up to the limit of a pair. */
export function approvedPair({ pair, phrasings }: StoredPair): QnaPair {
  if (phrasings.length === 0) return pair
  const all = new Set([...pair.alternateQuestions, ...phrasings])
  all.delete(pair.question)
  return { ...pair, alternateQuestions: [...all].slice(0, PAIR_LIMITS.alternateQuestions) }
}
