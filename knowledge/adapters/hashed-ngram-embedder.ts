import { createHash } from 'node:crypto'
import { KnowledgeError } from '../errors.js'
import type { Embedder, EmbedderPin, EmbedderProvider, FittedEmbedder } from '../ports.js'
import { LETTERS_EMBEDDER } from '../search/ranker/default-ranker.js'
import { letters, stems } from '../text/features.js'
import { mix32 } from '../text/hash32.js'
import { wholeWords } from '../text/normalise.js'
import type { Part } from '../words/error-facts.js'

export const HASHED_NGRAMS = LETTERS_EMBEDDER

const DIMENSIONS = 512
/** Each feature is added to this many places, with a sign for each: this gives fewer collisions than one place. */
const PROBES = 2
const IDF_BUCKETS = 1 << 15
/** One byte of state stands for this much idf. */
const IDF_STEP = 1 / 16
/** A parent's idf is reused while the corpus size stays within this ratio of the one it was learned from. */
const REFIT_RATIO = 1.25
const STATE_VERSION = 1
const HEADER_BYTES = 8

/**
 * Words and letter runs hashed into a vector of fixed size, weighted by how rare they are in the corpus. It needs no weights,
 * tolerates accents and typing mistakes, and knows letters but not meaning.
 *
 * State: version (uint32), corpus size (uint32), one byte of idf per bucket; little-endian. It is learned from the corpus, or
 * reused from the parent version while the corpus is of similar size, so that unchanged phrasings keep their vectors.
 *
 * @see Weinberger et al., Feature Hashing for Large Scale Multitask Learning, 2009
 */
export const hashedNgrams: EmbedderProvider = {
  provider: HASHED_NGRAMS,

  async fit(corpus, parentState): Promise<FittedEmbedder> {
    const state = carriedOn(corpus, parentState) ?? learnIdf(corpus)
    const embedder = openState(state)
    const pin: EmbedderPin = { ...embedder.identity, provider: HASHED_NGRAMS, options: {}, files: {} }
    return { embedder, pin, state }
  },

  async open(pin, state) {
    if (state === null || !isState(state)) throw mismatch(pin, { what: 'state-damaged' })
    const embedder = openState(state)
    const { revision, dimensions } = embedder.identity
    if (revision !== pin.revision) throw mismatch(pin, { what: 'state-revision', revision })
    if (dimensions !== pin.dimensions) throw mismatch(pin, { what: 'other-dimensions', dimensions })
    return embedder
  },
}

function mismatch({ name, revision, dimensions }: EmbedderPin, fault: Part): KnowledgeError {
  const facts = { what: 'embedder', name, revision, dimensions, fault } as const
  return new KnowledgeError('EMBEDDER_MISMATCH', facts, { do: 'restore-version' })
}

function openState(state: Uint8Array): Embedder {
  const idf = state.subarray(HEADER_BYTES)
  const revision = createHash('sha256').update(state).update(`${DIMENSIONS}/${PROBES}`).digest('hex')
  return {
    identity: { name: HASHED_NGRAMS, revision, dimensions: DIMENSIONS },
    embed: async (texts) => texts.map((text) => embedText(text, idf)),
    close: async () => {},
  }
}

/** Stems count beside letter runs, so that a whole word weighs more than its pieces. */
function embedText(text: string, idf: Uint8Array): Float32Array | null {
  const row = new Float32Array(DIMENSIONS)
  for (const [feature, count] of featureCounts(text)) {
    const weight = (1 + Math.log(count)) * ((idf[feature % IDF_BUCKETS] as number) * IDF_STEP)
    let bits = feature
    for (let probe = 0; probe < PROBES; probe++) {
      bits = mix32(bits + 0x9e3779b9)
      const place = (bits >>> 1) % DIMENSIONS
      row[place] = (row[place] as number) + (bits & 1 ? weight : -weight)
    }
  }
  return unitLength(row)
}

function unitLength(row: Float32Array): Float32Array | null {
  let squares = 0
  for (const value of row) squares += value * value
  if (squares === 0) return null
  const scale = 1 / Math.sqrt(squares)
  return row.map((value) => value * scale)
}

/** Keeps the hashes of stems distinct from those of letter runs. */
const STEM_SALT = 0x5bd1e995

function features(text: string): readonly number[] {
  const all = wholeWords(text)
  return [...letters(all), ...stems(all).map((stem) => mix32(stem ^ STEM_SALT))]
}

function featureCounts(text: string): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const feature of features(text)) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  return counts
}

function learnIdf(corpus: readonly string[]): Uint8Array {
  const frequency = new Uint32Array(IDF_BUCKETS)
  for (const text of corpus) {
    const buckets = new Set(features(text).map((feature) => feature % IDF_BUCKETS))
    for (const bucket of buckets) frequency[bucket] = (frequency[bucket] as number) + 1
  }
  const state = new Uint8Array(HEADER_BYTES + IDF_BUCKETS)
  const view = new DataView(state.buffer)
  view.setUint32(0, STATE_VERSION, true)
  view.setUint32(4, corpus.length, true)
  frequency.forEach((count, bucket) => {
    const idf = Math.log(1 + (corpus.length - count + 0.5) / (count + 0.5))
    state[HEADER_BYTES + bucket] = Math.max(1, Math.min(255, Math.round(idf / IDF_STEP)))
  })
  return state
}

function carriedOn(corpus: readonly string[], parentState: Uint8Array | null): Uint8Array | null {
  if (parentState === null || !isState(parentState)) return null
  const learnedFrom = new DataView(parentState.buffer, parentState.byteOffset).getUint32(4, true)
  const ratio = corpus.length / Math.max(1, learnedFrom)
  return ratio <= REFIT_RATIO && ratio >= 1 / REFIT_RATIO ? parentState : null
}

function isState(state: Uint8Array): boolean {
  return (
    state.length === HEADER_BYTES + IDF_BUCKETS &&
    new DataView(state.buffer, state.byteOffset).getUint32(0, true) === STATE_VERSION
  )
}
