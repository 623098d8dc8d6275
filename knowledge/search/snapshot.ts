import type { Passage } from '../content/passage.js'
import type { QnaPair } from '../content/qna-pair.js'
import type { Embedder, Matrix, VectorIndex } from '../ports.js'
import type { VersionId } from '../version-id.js'
import type { LexicalIndex } from './lexical/lexical-index.js'

/** One version, loaded and verified, read-only. A turn holds the snapshot it began with. */
export interface Snapshot {
  /** the part of the manifest that a decision depends on */
  readonly manifest: { readonly id: VersionId; readonly languages: readonly string[] }
  readonly pairs: readonly QnaPair[]
  /** all phrasings first, then the sentences of answers */
  readonly passages: readonly Passage[]
  /** row i belongs to passage i; a zero row means that the passage has no vector */
  readonly vectors: Matrix
  readonly index: VectorIndex
  readonly lexical: LexicalIndex
  readonly embedder: Embedder
  /** the fitted ranker's file, as the fit step wrote it */
  readonly ranker: Uint8Array
}
