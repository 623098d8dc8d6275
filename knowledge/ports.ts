/**
 * The contracts through which the knowledge core reaches the outside. Each is small, written as promises, and kept by
 * every adapter: test/contracts/ holds one conformance suite per port.
 */

/** Tells the time. Passed in, so that a test or a replay decides what "now" is. */
export interface Clock {
  now(): Date
}

/** Structured logging. Callers never pass a citizen's words: ids, codes and counts only. */
export interface Logger {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void
  info(fields: Readonly<Record<string, unknown>>, message: string): void
  warn(fields: Readonly<Record<string, unknown>>, message: string): void
  error(fields: Readonly<Record<string, unknown>>, message: string): void
}

/** Reports the progress of a long task; `total` is null while it is unknown. */
export type Progress = (step: string, done: number, total: number | null) => void

/** Which side of the search a text stands on: some models want different prefixes. */
export type EmbeddingRole = 'query' | 'passage'

/** What makes two embedders interchangeable: equal identities give equal vectors for equal texts. */
export interface EmbedderIdentity {
  /** e.g. `hashed-ngrams`, `Xenova/multilingual-e5-small` */
  readonly name: string
  /** sha256 (hex) over everything that decides a vector: weights, tokenizer, fitted state, pooling, prefixes */
  readonly revision: string
  readonly dimensions: number
}

/** Turns texts into vectors. */
export interface Embedder {
  readonly identity: EmbedderIdentity

  /**
   * @returns per text, in order: a unit-length row of `identity.dimensions` numbers, or null where the text holds nothing
   * that can be embedded (empty, emoji only). Never NaN, never throws for a text however odd.
   */
  embed(texts: readonly string[], role: EmbeddingRole): Promise<readonly (Float32Array | null)[]>

  /** Frees what was loaded. Further calls to `embed` are a defect. */
  close(): Promise<void>
}

/** What a version's manifest pins, enough to reopen the same embedder or to refuse another. */
export interface EmbedderPin extends EmbedderIdentity {
  /** which provider opens it, e.g. `hashed-ngrams`, `transformers` */
  readonly provider: string
  /** provider options in plain JSON, e.g. `{"model":"…","pooling":"mean","queryPrefix":"query: "}` */
  readonly options: Readonly<Record<string, string | number | boolean>>
  /** file name → sha256 (hex) of model files that live outside the version */
  readonly files: Readonly<Record<string, string>>
}

/** An embedder made ready for a corpus, with the state that must travel inside the version (null when there is none). */
export interface FittedEmbedder {
  readonly embedder: Embedder
  readonly pin: EmbedderPin
  readonly state: Uint8Array | null
}

/** One family of embedders. */
export interface EmbedderProvider {
  readonly provider: string

  /**
   * Makes an embedder for these texts. A family that learns nothing from texts ignores them.
   *
   * @param parentState the state kept by the parent version, or null; a family may reuse it so that vectors stay comparable
   * @throws KnowledgeError EMBEDDER_UNLOADABLE when its files are absent or unusable
   */
  fit(corpus: readonly string[], parentState: Uint8Array | null): Promise<FittedEmbedder>

  /**
   * Opens exactly the embedder that a version pinned.
   *
   * @throws KnowledgeError EMBEDDER_MISMATCH when its revision, hash or dimension differs from the pin
   */
  open(pin: EmbedderPin, state: Uint8Array | null): Promise<Embedder>
}

/** A row found in a vector index. */
export interface Neighbour {
  /** the row's position in the matrix the index was built from */
  readonly row: number
  /** cosine similarity, −1…1 */
  readonly similarity: number
}

/** A read-only nearest-neighbour index over unit-length rows. */
export interface VectorIndex {
  readonly size: number
  readonly dimensions: number

  /**
   * The rows closest to `query`, closest first; at most `k`, fewer when the index is smaller.
   *
   * @throws KnowledgeError DIMENSION_MISMATCH when `query` has another length than `dimensions`
   */
  search(query: Float32Array, k: number): readonly Neighbour[]
}

/** Rows × dimensions numbers, row-major. */
export interface Matrix {
  readonly rows: number
  readonly dimensions: number
  readonly values: Float32Array
}

/** Builds and opens one kind of vector index. Rows that are all zero have no vector and are never returned. */
export interface VectorIndexFormat {
  /** e.g. `hnsw`, `exact` */
  readonly name: string
  /** what decides the index besides its rows, for the manifest */
  readonly parameters: Readonly<Record<string, number | string>>
  /** Builds the index of `matrix` and writes it to `file` (which must not exist). Same rows, same bytes. */
  build(matrix: Matrix, file: string, onProgress?: Progress): Promise<void>
  /**
   * Makes the index of `matrix` from the index of an earlier matrix, which is only read. This is much faster where few rows
   * changed. Same earlier file, same rows, same bytes; `file` must not exist.
   *
   * @returns how many rows were linked again and how many were kept, or null (and no file) where a full build is better
   */
  carryOn(
    earlier: { readonly file: string; readonly matrix: Matrix },
    matrix: Matrix,
    file: string,
    onProgress?: Progress,
  ): Promise<{ readonly relinked: number; readonly kept: number } | null>
  /** @throws KnowledgeError INDEX_DAMAGED when the file is unreadable or does not fit the matrix */
  open(file: string, matrix: Matrix): Promise<VectorIndex>
}

/** Tells languages apart. */
export interface LanguageDetector {
  /**
   * How well the text fits each of the detector's languages, 0…1, by ISO 639 code. Languages that do not fit at all may be absent;
   * with a single language, all may be absent.
   */
  detect(text: string): Readonly<Record<string, number>>

  /** The same for every language that has data; the data is loaded at the first call. */
  detectAmongAll(text: string): Promise<Readonly<Record<string, number>>>
}
