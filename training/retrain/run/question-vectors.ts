import { z } from 'zod'
import type { Embedder, EmbedderIdentity } from '../../../knowledge/ports.js'
import type { Shelf } from '../../../knowledge/store/shelf.js'
import type { Store } from '../../../knowledge/store/store.js'
import { sameEmbedder } from '../../../knowledge/version/freeze-parts.js'
import { decodeVectors, encodeVectors } from '../../../knowledge/version/version-files.js'
import { earlierFiles } from './earlier-files.js'

/** Vectors by embedded question; null when there is nothing to embed. */
export type QuestionVectors = ReadonlyMap<string, Float32Array | null>

/** An embedder that embeds each question only once. */
export interface RememberingEmbedder extends Embedder {
  /** every question it was asked */
  readonly asked: QuestionVectors
  /** how many of them had an earlier vector */
  known(): number
}

/** @param earlier made by an embedder of the same identity */
export function rememberingEmbedder(embedder: Embedder, earlier: QuestionVectors): RememberingEmbedder {
  const asked = new Map<string, Float32Array | null>()
  return {
    identity: embedder.identity,
    asked,
    known: () => [...asked.keys()].filter((text) => earlier.has(text)).length,
    async embed(texts, role) {
      if (role !== 'query') return embedder.embed(texts, role)
      const missing = texts.filter((text) => !asked.has(text) && !earlier.has(text))
      const made = missing.length === 0 ? [] : await embedder.embed(missing, role)
      for (const [i, text] of missing.entries()) asked.set(text, made[i] ?? null)
      return texts.map((text) => {
        const vector = asked.get(text) ?? earlier.get(text) ?? null
        asked.set(text, vector)
        return vector
      })
    },
    close: () => embedder.close(),
  }
}

/** Format: one line of JSON, then the vectors in order; zeros stand for no vector. */
export async function writeQuestionVectors(
  files: Shelf,
  file: string,
  embedder: EmbedderIdentity,
  vectors: QuestionVectors,
): Promise<void> {
  const { name, revision, dimensions } = embedder
  const values = new Float32Array(vectors.size * dimensions)
  for (const [row, vector] of [...vectors.values()].entries()) values.set(vector ?? [], row * dimensions)
  const header = JSON.stringify({ embedder: { name, revision, dimensions }, texts: [...vectors.keys()] })
  const bytes = encodeVectors({ rows: vectors.size, dimensions, values })
  await files.write(file, Buffer.concat([Buffer.from(`${header}\n`), bytes]))
}

/**
 * Vectors that an earlier run made with the same embedder, since most golden questions stay the same.
 *
 * @param name name of the file in its run's folder
 * @param step name of the step that wrote it
 */
export async function earlierQuestionVectors(
  store: Store,
  embedder: EmbedderIdentity,
  name: string,
  step: string,
): Promise<QuestionVectors> {
  for await (const bytes of earlierFiles(store, [name], step)) {
    const found = decode(bytes, embedder)
    if (found !== null) return found
  }
  return new Map()
}

const headerSchema = z.object({
  embedder: z.object({ name: z.string(), revision: z.string(), dimensions: z.number().int().positive() }),
  texts: z.array(z.string()),
})

/** @returns null when another embedder made them */
function decode(bytes: Buffer, wanted: EmbedderIdentity): QuestionVectors | null {
  const { dimensions } = wanted
  const end = bytes.indexOf('\n')
  const { embedder, texts } = headerSchema.parse(JSON.parse(bytes.toString('utf8', 0, end)))
  if (!sameEmbedder(embedder, wanted)) return null
  const vectors = decodeVectors(bytes.subarray(end + 1), texts.length, dimensions)
  if (vectors === null) return null
  return new Map(
    texts.map((text, row) => {
      const vector = vectors.values.subarray(row * dimensions, (row + 1) * dimensions)
      return [text, vector.some((one) => one !== 0) ? vector : null]
    }),
  )
}
