import { exactIndexFormat } from '../knowledge/adapters/exact-index.js'
import { HASHED_NGRAMS, hashedNgrams } from '../knowledge/adapters/hashed-ngram-embedder.js'
import { hnswIndexFormat } from '../knowledge/adapters/hnsw-index.js'
import type { EmbedderProvider, VectorIndexFormat } from '../knowledge/ports.js'
import type { SnapshotParts } from '../knowledge/version/open-snapshot.js'
import type { Config } from './config.js'

/** What this installation opens versions with, and what it freezes the next one with. */
export interface KnowledgeParts extends SnapshotParts {
  readonly embedderProvider: EmbedderProvider
  readonly indexFormat: VectorIndexFormat
}

/** @param embedder name or path in place of the configured one */
export function knowledgeParts(config: Config, embedder: string = config.values.VENTANILLA_EMBEDDER): KnowledgeParts {
  const hnsw = hnswIndexFormat()
  const providers = [hashedNgrams]
  return {
    embedderProviders: providers,
    indexFormats: [hnsw, exactIndexFormat()],
    embedderProvider: embedder === HASHED_NGRAMS ? hashedNgrams : hashedNgrams,
    indexFormat: hnsw,
  }
}
