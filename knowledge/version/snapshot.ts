import type { Phrasing } from '../content/phrasing.js'
import type { QnaPair } from '../content/qna-pair.js'
import type { Embedder, Matrix, VectorIndex } from '../ports.js'
import type { Manifest } from './manifest.js'

/** One version, loaded and verified, read-only. A turn holds the snapshot it began with. */
export interface Snapshot {
  readonly manifest: Manifest
  readonly pairs: readonly QnaPair[]
  readonly phrasings: readonly Phrasing[]
  /** row i belongs to phrasing i; a zero row means that the phrasing has no vector */
  readonly vectors: Matrix
  readonly index: VectorIndex
  readonly embedder: Embedder
  /** the fitted ranker's bytes, as the fit step wrote them; the search reads them */
  readonly ranker: Uint8Array
}
