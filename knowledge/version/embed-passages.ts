import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Passage } from '../content/passage.js'
import { KnowledgeError } from '../errors.js'
import type { Embedder, Matrix, Progress } from '../ports.js'

const TEXTS_PER_BATCH = 64

/**
 * A sentence that more answers than this share ("For more information call …") does not distinguish them, so it gets no vector. Such
 * rows would displace better ones in search results, and thousands of equal vectors isolate the others in a navigable graph.
 */
const MOST_SHARING = 10

/** Vectors already made by an embedder of the same identity. */
export interface KnownVectors {
  readonly passages: readonly Passage[]
  readonly vectors: Matrix
}

export interface EmbeddedPassages {
  /** row i belongs to passage i; zeros where there is no vector, or where too many answers share the sentence */
  readonly vectors: Matrix
  /** distinct texts that went through the embedder */
  readonly embedded: number
  /** distinct texts whose vector was already known */
  readonly reused: number
}

/**
 * One vector per passage that distinguishes its pair. Equal texts are embedded once, known texts not at all. Other work, such as
 * renewing a lock, can run in between.
 */
export async function embedPassages(
  passages: readonly Passage[],
  embedder: Embedder,
  known: KnownVectors | null,
  onProgress?: Progress,
): Promise<EmbeddedPassages> {
  const { dimensions } = embedder.identity
  const isTelling = tellingOf(passages)
  const texts = new Set(passages.filter(isTelling).map(({ text }) => text))
  const vectorOf = known === null ? new Map<string, Float32Array>() : knownVectorsOf(known, texts)
  const reused = vectorOf.size
  const missing = [...texts].filter((text) => !vectorOf.has(text))

  for (let start = 0; start < missing.length; start += TEXTS_PER_BATCH) {
    onProgress?.('embed', start, missing.length)
    await nextTurn()
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
  for (const [row, passage] of passages.entries()) {
    if (isTelling(passage)) values.set(vectorOf.get(passage.text) ?? [], row * dimensions)
  }
  return { vectors: { rows: passages.length, dimensions, values }, embedded: missing.length, reused }
}

function tellingOf(passages: readonly Passage[]): (passage: Passage) => boolean {
  const pairsOf = new Map<string, Set<number>>()
  for (const { part, text, pair } of passages) {
    if (part === 'answer') pairsOf.set(text, (pairsOf.get(text) ?? new Set()).add(pair))
  }
  return ({ part, text }) => part === 'phrasing' || (pairsOf.get(text)?.size ?? 0) <= MOST_SHARING
}

function knownVectorsOf({ passages, vectors }: KnownVectors, wanted: ReadonlySet<string>): Map<string, Float32Array> {
  const known = new Map<string, Float32Array>()
  for (const [row, { text }] of passages.entries()) {
    if (!wanted.has(text)) continue
    const vector = vectors.values.subarray(row * vectors.dimensions, (row + 1) * vectors.dimensions)
    // Zeros may only mean that too many answers shared the sentence at that time.
    if (vector.some((value) => value !== 0)) known.set(text, vector)
  }
  return known
}

function checkVector(vector: Float32Array, { identity }: Embedder): void {
  if (vector.length !== identity.dimensions) {
    throw new KnowledgeError(
      'DIMENSION_MISMATCH',
      { what: 'vector', embedder: identity.name, dimensions: identity.dimensions, found: vector.length },
      { do: 'choose-embedder' },
    )
  }
  if (!vector.every(Number.isFinite)) throw new Error(`${identity.name} made a vector that is not finite`)
}
