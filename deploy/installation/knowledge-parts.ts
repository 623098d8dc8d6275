import { exactIndexFormat } from '../../knowledge/adapters/exact-index.js'
import { HASHED_NGRAMS, hashedNgrams } from '../../knowledge/adapters/hashed-ngram-embedder.js'
import { hnswIndexFormat } from '../../knowledge/adapters/hnsw-index.js'
import { staticEncoder } from '../../knowledge/adapters/static-encoder.js'
import { transformersProvider } from '../../knowledge/adapters/transformers-embedder.js'
import type { EmbedderProvider, VectorIndexFormat } from '../../knowledge/ports.js'
import type { SnapshotParts } from '../../knowledge/version/open-snapshot.js'
import type { Config } from '../settings/config.js'
import { ownEncoderFolder } from './own-encoder.js'

/** The parts with which this installation opens versions and freezes the next one. */
export interface KnowledgeParts extends SnapshotParts {
  readonly embedderProvider: EmbedderProvider
  readonly indexFormat: VectorIndexFormat
}

/** @param embedder name or path that replaces the configured one */
export function knowledgeParts(
  { values, modelsFolder }: Config,
  embedder: string = values.VENTANILLA_EMBEDDER,
): KnowledgeParts {
  const hnsw = hnswIndexFormat()
  const folder = ownEncoderFolder(embedder)
  const own = folder === null ? null : staticEncoder(folder)
  const model = {
    model: embedder,
    pooling: values.VENTANILLA_EMBEDDER_POOLING,
    queryPrefix: values.VENTANILLA_EMBEDDER_QUERY_PREFIX,
    passagePrefix: values.VENTANILLA_EMBEDDER_PASSAGE_PREFIX,
    quantized: values.VENTANILLA_EMBEDDER_QUANTIZED,
  }
  const builtIn = embedder === HASHED_NGRAMS ? hashedNgrams : own
  const transformers = transformersProvider(modelsFolder, builtIn === null ? model : null)
  return {
    embedderProviders: [hashedNgrams, staticEncoder(), transformers],
    embedderProvider: builtIn ?? transformers,
    indexFormats: [hnsw, exactIndexFormat()],
    indexFormat: hnsw,
  }
}
