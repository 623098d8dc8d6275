import type { Passage } from '../content/passage.js'
import { KnowledgeError } from '../errors.js'
import type { Embedder, Matrix, Progress } from '../ports.js'

const TEXTS_PER_BATCH = 64

/** Vectors already made by an embedder of the same identity. */
export interface KnownVectors {
  readonly passages: readonly Passage[]
  readonly vectors: Matrix
}

export interface EmbeddedPassages {
  /** row i belongs to passage i; zeros where there is no vector */
  readonly vectors: Matrix
  /** distinct texts that went through the embedder */
  readonly embedded: number
  /** distinct texts whose vector was known already */
  readonly reused: number
}

/** One vector per passage. Equal texts are embedded once, known texts not at all. */
export async function embedPassages(
  passages: readonly Passage[],
  embedder: Embedder,
  known: KnownVectors | null,
  onProgress?: Progress,
): Promise<EmbeddedPassages> {
  const { dimensions } = embedder.identity
  const texts = new Set(passages.map(({ text }) => text))
  const vectorOf = known === null ? new Map<string, Float32Array>() : knownVectorsOf(known, texts)
  const reused = vectorOf.size
  const missing = [...texts].filter((text) => !vectorOf.has(text))

  for (let start = 0; start < missing.length; start += TEXTS_PER_BATCH) {
    onProgress?.('embed', start, missing.length)
    const batch = missing.slice(start, start + TEXTS_PER_BATCH)
    const vectors = await embedder.embed(batch, 'passage')
    for (const [i, text] of batch.entries()) {
      const vector = vectors[i] ?? new Float32Array(dimensions)
      checkVector(vector, embedder)
      vectorOf.set(text, vector)
    }
  }
  onProgress?.('embed', missing.length, missing.length)

  const values = new Float32Array(passages.length * dimensions)
  for (const [row, { text }] of passages.entries()) {
    values.set(vectorOf.get(text) ?? [], row * dimensions)
  }
  return { vectors: { rows: passages.length, dimensions, values }, embedded: missing.length, reused }
}

function knownVectorsOf({ passages, vectors }: KnownVectors, wanted: ReadonlySet<string>): Map<string, Float32Array> {
  const known = new Map<string, Float32Array>()
  for (const [row, { text }] of passages.entries()) {
    if (!wanted.has(text)) continue
    known.set(text, vectors.values.subarray(row * vectors.dimensions, (row + 1) * vectors.dimensions))
  }
  return known
}

function checkVector(vector: Float32Array, { identity }: Embedder): void {
  if (vector.length !== identity.dimensions) {
    throw new KnowledgeError(
      'DIMENSION_MISMATCH',
      `${identity.name} says ${identity.dimensions} dimensions but made a vector of ${vector.length}`,
      'choose another embedder',
    )
  }
  if (!vector.every(Number.isFinite)) throw new Error(`${identity.name} made a vector that is not finite`)
}
