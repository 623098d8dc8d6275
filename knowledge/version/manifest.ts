import { z } from 'zod'
import { sha256Schema } from '../basics/sha256.js'
import { storedAccount } from '../person.js'
import { versionIdSchema } from '../version-id.js'

/**
 * The description of a version; written last, so that a version with a manifest is complete.
 * It is enough to rebuild the version: same inputs, same `contentHash`.
 */
export const manifestSchema = z.object({
  format: z.literal(1),
  id: versionIdSchema,
  createdAt: z.iso.datetime(),
  /** covers pairs, embedder pin, index parameters and ranker, but not id, time, author or job */
  contentHash: sha256Schema,
  pairs: z.number().int().positive(),
  phrasings: z.number().int().positive(),
  /** phrasings and sentences of answers: the rows of the vectors */
  passages: z.number().int().positive(),
  languages: z.array(z.string()).min(1),
  /** file name → hash and size, for every file of the version except the manifest */
  files: z.record(z.string(), z.object({ sha256: sha256Schema, bytes: z.number().int().nonnegative() })),
  embedder: z.object({
    provider: z.string(),
    name: z.string(),
    revision: z.string(),
    dimensions: z.number().int().positive(),
    options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    files: z.record(z.string(), sha256Schema),
  }),
  index: z.object({
    format: z.string(),
    parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  lineage: z.object({
    parent: versionIdSchema.nullable(),
    sources: z.array(
      z.object({ name: z.string(), sha256: sha256Schema, pairs: z.number().int(), importedAt: z.iso.datetime() }),
    ),
    job: z.string(),
    author: z.string().nullable(),
    /** the author's login; present only where they have an account */
    authorAccount: storedAccount,
  }),
})

export type Manifest = Readonly<z.infer<typeof manifestSchema>>
