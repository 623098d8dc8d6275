import { type Phrasing, phrasingsOf } from '../content/phrasing.js'
import { pairKey, type QnaPair, qnaPairSchema } from '../content/qna-pair.js'
import { errorCode, KnowledgeError } from '../errors.js'
import type {
  Clock,
  Embedder,
  EmbedderIdentity,
  EmbedderProvider,
  Matrix,
  Progress,
  VectorIndex,
  VectorIndexFormat,
} from '../ports.js'
import type { DataFolder } from './data-folder.js'
import { diskFullOr } from './durable-file.js'
import { embedPhrasings, type KnownVectors } from './embed-phrasings.js'
import { type HeldLock, withFolderLock } from './folder-lock.js'
import type { Manifest, VersionId } from './manifest.js'
import { readManifest, readVersionFile } from './read-version.js'
import { commitStage, dropStage, openStage, removeLeftovers, type Stage, stageFile, writeStageFile } from './stage.js'
import { decodePairs, decodeVectors, encodePairs, encodeVectors, VERSION_FILES } from './version-files.js'

/** What a ranker is fitted on. */
export interface RankerMaterial {
  readonly pairs: readonly QnaPair[]
  readonly phrasings: readonly Phrasing[]
  readonly vectors: Matrix
  readonly index: VectorIndex
  readonly embedder: Embedder
}

/** Fits the ranker of a version; its bytes are the search's own business. */
export type FitRanker = (material: RankerMaterial) => Promise<Uint8Array>

export interface FreezeRequest {
  readonly folder: DataFolder
  readonly pairs: readonly QnaPair[]
  /** where the pairs were imported from */
  readonly sources: Manifest['lineage']['sources']
  readonly embedderProvider: EmbedderProvider
  readonly indexFormat: VectorIndexFormat
  readonly fitRanker: FitRanker
  /** the version whose vectors and embedder state are carried on where they still hold */
  readonly parent: VersionId | null
  readonly job: string
  readonly author: string | null
  readonly clock: Clock
  readonly onProgress?: Progress
}

export interface Frozen {
  readonly manifest: Manifest
  /** distinct phrasings that went through the embedder, and those whose vector the parent had */
  readonly embedded: number
  readonly reused: number
}

/**
 * Makes an immutable version of the pairs: embedded, indexed, ranked, hashed. Aliases stay as they are, and whatever goes
 * wrong, so do all other versions.
 *
 * @throws {KnowledgeError} EMPTY_KNOWLEDGE_BASE, BAD_INPUT for a pair that breaks the schema or a repeated (id, language),
 * VERSION_UNKNOWN for the parent, DATA_FOLDER_BUSY while another freeze runs here, DISK_FULL, EMBEDDER_UNLOADABLE
 */
export async function freeze(request: FreezeRequest): Promise<Frozen> {
  const pairs = sortedPairs(request.pairs)
  const { folder } = request
  return withFolderLock(folder, 'freeze', 'long', async (lock) => {
    const stage = await prepareStage(folder)
    try {
      return await freezeInto(stage, pairs, request, lock)
    } catch (error) {
      await dropStage(stage)
      throw diskFullOr(error, folder.root)
    }
  })
}

async function prepareStage(folder: DataFolder): Promise<Stage> {
  try {
    await removeLeftovers(folder)
    return await openStage(folder)
  } catch (error) {
    throw diskFullOr(error, folder.root)
  }
}

async function freezeInto(
  stage: Stage,
  pairs: readonly QnaPair[],
  { folder, embedderProvider, indexFormat, fitRanker, onProgress, ...request }: FreezeRequest,
  lock: HeldLock,
): Promise<Frozen> {
  const phrasings = phrasingsOf(pairs)
  const parent = request.parent === null ? null : await readParent(folder, request.parent)
  await writeStageFile(stage, VERSION_FILES.pairs, encodePairs(pairs))

  const corpus = phrasings.map(({ text }) => text)
  const { embedder, pin, state } = await embedderProvider.fit(corpus, parent?.state ?? null)
  try {
    if (state !== null) await writeStageFile(stage, VERSION_FILES.embedderState, state)
    const known = parent !== null && sameEmbedder(parent.embedder, pin) ? parent : null
    const { vectors, embedded, reused } = await embedPhrasings(phrasings, embedder, known, onProgress)
    await writeStageFile(stage, VERSION_FILES.vectors, encodeVectors(vectors))

    await indexFormat.build(vectors, stageFile(stage, VERSION_FILES.index), onProgress)
    const index = await indexFormat.open(stageFile(stage, VERSION_FILES.index), vectors)

    onProgress?.('rank', 0, null)
    const ranker = await fitRanker({ pairs, phrasings, vectors, index, embedder })
    await writeStageFile(stage, VERSION_FILES.ranker, ranker)

    const facts = {
      createdAt: request.clock.now().toISOString(),
      pairs: pairs.length,
      phrasings: phrasings.length,
      languages: [...new Set(pairs.map(({ language }) => language))].sort(),
      embedder: { ...pin, options: { ...pin.options }, files: { ...pin.files } },
      index: { format: indexFormat.name, parameters: { ...indexFormat.parameters } },
      lineage: { parent: request.parent, sources: [...request.sources], job: request.job, author: request.author },
    }
    return { manifest: await commitStage(folder, stage, facts, lock), embedded, reused }
  } finally {
    await embedder.close()
  }
}

/**
 * Pairs in their canonical form and order, by id, then language.
 *
 * @throws {KnowledgeError} EMPTY_KNOWLEDGE_BASE, BAD_INPUT
 */
export function sortedPairs(pairs: readonly QnaPair[]): readonly QnaPair[] {
  if (pairs.length === 0) {
    throw new KnowledgeError(
      'EMPTY_KNOWLEDGE_BASE',
      'there is no pair to freeze',
      'import some first with: ventanilla import <file>',
    )
  }
  const byKey = new Map<string, QnaPair>()
  for (const pair of pairs) {
    const key = pairKey(pair)
    const checked = qnaPairSchema.safeParse(pair)
    if (!checked.success) throw badPair(`pair ${key} breaks the schema`, checked.error)
    if (byKey.has(key)) throw badPair(`pair ${key} is there twice`)
    byKey.set(key, checked.data)
  }
  return [...byKey.values()].sort((a, b) => compare(a.id, b.id) || compare(a.language, b.language))
}

interface Parent extends KnownVectors {
  readonly embedder: EmbedderIdentity
  readonly state: Uint8Array | null
}

/** What can be carried on from the parent; null when it is damaged, as then everything is made anew, which is always right. */
async function readParent(folder: DataFolder, id: VersionId): Promise<Parent | null> {
  try {
    const manifest = await readManifest(folder, id)
    const read = (name: string) => readVersionFile(folder, manifest, name)
    const phrasings = phrasingsOf(decodePairs(await read(VERSION_FILES.pairs)))
    const { embedder, files } = manifest
    const vectors = decodeVectors(await read(VERSION_FILES.vectors), phrasings.length, embedder.dimensions)
    const fitted = VERSION_FILES.embedderState in files
    const state = fitted ? await read(VERSION_FILES.embedderState) : null
    return vectors === null ? null : { embedder, phrasings, vectors, state }
  } catch (error) {
    if (errorCode(error) === 'VERSION_DAMAGED') return null
    throw error
  }
}

function sameEmbedder(a: EmbedderIdentity, b: EmbedderIdentity): boolean {
  return a.name === b.name && a.revision === b.revision && a.dimensions === b.dimensions
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function badPair(message: string, cause?: unknown): KnowledgeError {
  return new KnowledgeError('BAD_INPUT', message, 'correct that pair and run the same command again', { cause })
}
