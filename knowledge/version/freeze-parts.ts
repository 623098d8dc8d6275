import type { Passage } from '../content/passage.js'
import type { QnaPair } from '../content/qna-pair.js'
import type {
  Embedder,
  EmbedderIdentity,
  EmbedderPin,
  EmbedderProvider,
  Matrix,
  Progress,
  VectorIndex,
  VectorIndexFormat,
} from '../ports.js'
import { encodeLexical } from '../search/lexical/lexical-file.js'
import { type LexicalIndex, openLexicalIndex } from '../search/lexical/lexical-index.js'
import { collectLexicalParts } from '../search/lexical/lexical-parts.js'
import type { Snapshot } from '../search/snapshot.js'
import { canonicalJson } from '../store/canonical-json.js'
import type { Stage } from '../store/versions.js'
import { embedPassages } from './embed-passages.js'
import type { Manifest } from './manifest.js'
import type { Parent } from './parent.js'
import { encodePairs, encodeVectors, VERSION_FILES } from './version-files.js'

/**
 * The steps of making a version. Each writes its files into a stage, and writes the same files when it is run again after an
 * interruption.
 */

/** The data that a ranker is fitted on. */
export interface RankerMaterial
  extends Pick<Snapshot, 'pairs' | 'passages' | 'vectors' | 'index' | 'lexical' | 'embedder'> {
  /** questions that editors declared out of scope: no pair may answer them */
  readonly outOfScope: readonly string[]
}

/** Fits the ranker of a version; the search defines the format of its bytes. */
export type FitRanker = (material: RankerMaterial) => Promise<Uint8Array>

/** @param pairs sorted, as `sortedPairs` makes them */
export async function stagePairs(stage: Stage, pairs: readonly QnaPair[]): Promise<void> {
  await stage.write(VERSION_FILES.pairs, encodePairs(pairs))
}

export interface StagedVectors {
  /** open; the caller closes it */
  readonly embedder: Embedder
  readonly pin: EmbedderPin
  readonly vectors: Matrix
  /** number of distinct passages that were embedded, and of those whose vector the parent had */
  readonly embedded: number
  readonly reused: number
}

/** Fits the embedder to the passages and embeds those whose vector the parent does not have. */
export async function stageVectors(
  stage: Stage,
  passages: readonly Passage[],
  provider: EmbedderProvider,
  parent: Parent | null,
  onProgress?: Progress,
): Promise<StagedVectors> {
  const corpus = passages.map(({ text }) => text)
  const { embedder, pin, state } = await provider.fit(corpus, parent?.state ?? null)
  try {
    await stageEmbedder(stage, state, parent)
    const known = parent !== null && sameEmbedder(parent.manifest.embedder, pin) ? parent : null
    const { vectors, embedded, reused } = await embedPassages(passages, embedder, known, onProgress)
    await stage.write(VERSION_FILES.vectors, encodeVectors(vectors))
    return { embedder, pin, vectors, embedded, reused }
  } catch (error) {
    await embedder.close()
    throw error
  }
}

/** If the parent has the same embedder, both share one file on the disk, where the file system supports it. */
async function stageEmbedder(stage: Stage, state: Uint8Array | null, parent: Parent | null): Promise<void> {
  if (state === null) return stage.remove(VERSION_FILES.embedderState)
  const isHeld = parent !== null && parent.state !== null && Buffer.compare(parent.state, state) === 0
  if (isHeld && (await stage.take(VERSION_FILES.embedderState, parent.files))) return
  await stage.write(VERSION_FILES.embedderState, state)
}

/** Builds the index from scratch. */
export async function stageIndex(
  stage: Stage,
  vectors: Matrix,
  format: VectorIndexFormat,
  onProgress?: Progress,
): Promise<VectorIndex> {
  await stage.remove(VERSION_FILES.index)
  const file = stage.path(VERSION_FILES.index)
  await format.build(vectors, file, onProgress)
  return format.open(file, vectors)
}

/**
 * Builds the index from the parent's where that is possible: same embedder, same parameters, few rows changed. The parent's own
 * file is only read.
 *
 * @returns null where it is not possible; the index must then be built from scratch
 */
export async function stageIndexFromParent(
  stage: Stage,
  vectors: Matrix,
  pin: EmbedderIdentity,
  format: VectorIndexFormat,
  parent: Parent,
  onProgress?: Progress,
): Promise<{ readonly index: VectorIndex; readonly relinked: number; readonly kept: number } | null> {
  const { manifest, files } = parent
  const sameKind = sameEmbedder(manifest.embedder, pin) && sameFormat(manifest.index, format)
  const wanted = manifest.files[VERSION_FILES.index]
  if (!sameKind || wanted === undefined) return null
  const found = await files.facts(VERSION_FILES.index).catch(() => null)
  if (found?.sha256 !== wanted.sha256) return null
  await stage.remove(VERSION_FILES.index)
  const file = stage.path(VERSION_FILES.index)
  const earlier = files.path(VERSION_FILES.index)
  const carriedOn = await format.carryOn({ file: earlier, matrix: parent.vectors }, vectors, file, onProgress)
  return carriedOn === null ? null : { index: await format.open(file, vectors), ...carriedOn }
}

/** Builds the lexical index. */
export async function stageLexical(stage: Stage, pairs: readonly QnaPair[]): Promise<LexicalIndex> {
  const parts = await collectLexicalParts(pairs)
  await stage.write(VERSION_FILES.lexical, encodeLexical(parts))
  return openLexicalIndex(parts)
}

export async function stageRanker(stage: Stage, material: RankerMaterial, fitRanker: FitRanker): Promise<void> {
  await stage.write(VERSION_FILES.ranker, await fitRanker(material))
}

/** The part of the manifest that follows from the input. */
export function contentFacts(
  pairs: readonly QnaPair[],
  passages: readonly Passage[],
  pin: EmbedderPin,
  { name, parameters }: VectorIndexFormat,
): Pick<Manifest, 'pairs' | 'phrasings' | 'passages' | 'languages' | 'embedder' | 'index'> {
  return {
    pairs: pairs.length,
    phrasings: passages.filter(({ part }) => part === 'phrasing').length,
    passages: passages.length,
    languages: [...new Set(pairs.map(({ language }) => language))].sort(),
    embedder: { ...pin, options: { ...pin.options }, files: { ...pin.files } },
    index: { format: name, parameters: { ...parameters } },
  }
}

/** Whether equal texts have equal vectors. */
export function sameEmbedder(a: EmbedderIdentity, b: EmbedderIdentity): boolean {
  return a.name === b.name && a.revision === b.revision && a.dimensions === b.dimensions
}

function sameFormat(pinned: Manifest['index'], { name, parameters }: VectorIndexFormat): boolean {
  return pinned.format === name && canonicalJson(pinned.parameters) === canonicalJson(parameters)
}
