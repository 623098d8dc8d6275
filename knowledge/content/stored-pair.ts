import { z } from 'zod'
import { sha256Schema } from '../basics/sha256.js'
import { PAIR_LIMITS, type QnaPair, qnaPairSchema } from './qna-pair.js'

/** A pair as the workspace keeps it. */
export const storedPairSchema = z.strictObject({
  pair: qnaPairSchema,
  /** name of the source it was last imported from; `pair.source` is something else, the citation that citizens see */
  importedFrom: z.string().min(1),
  /** the very file, by its contents */
  fileSha256: sha256Schema,
  /** further phrasings that curation added to it; they stay when the pair is imported again */
  phrasings: z.array(z.string().min(1)).default([]),
})

export type StoredPair = Readonly<z.infer<typeof storedPairSchema>>

/** The pair with the phrasings that curation added to it, as far as a pair may hold them. */
export function approvedPair({ pair, phrasings }: StoredPair): QnaPair {
  if (phrasings.length === 0) return pair
  const all = new Set([...pair.alternateQuestions, ...phrasings])
  all.delete(pair.question)
  return { ...pair, alternateQuestions: [...all].slice(0, PAIR_LIMITS.alternateQuestions) }
}
