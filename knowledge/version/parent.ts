import { type Passage, passagesInTurns } from '../content/passage.js'
import { errorCode } from '../errors.js'
import type { Matrix } from '../ports.js'
import type { ReadShelf } from '../store/shelf.js'
import type { Store } from '../store/store.js'
import type { VersionId } from '../version-id.js'
import type { Manifest } from './manifest.js'
import { readManifest, readVersionFile } from './read-version.js'
import { decodePairsInTurns, decodeVectors, VERSION_FILES } from './version-files.js'

/** The parts of the parent that a new version can reuse. */
export interface Parent {
  readonly manifest: Manifest
  readonly passages: readonly Passage[]
  readonly vectors: Matrix
  /** the fitted embedder's state, or null when it has none */
  readonly state: Uint8Array | null
  readonly files: ReadShelf
}

/**
 * Reads the parent; null when it is damaged: everything is then made from scratch, which is always correct.
 *
 * @throws {KnowledgeError} VERSION_UNKNOWN, DATA_FOLDER_NEWER
 */
export async function readParent(store: Store, id: VersionId): Promise<Parent | null> {
  try {
    const manifest = await readManifest(store, id)
    const read = (name: string) => readVersionFile(store, manifest, name)
    const passages = await passagesInTurns(await decodePairsInTurns(await read(VERSION_FILES.pairs)))
    const { embedder, files } = manifest
    const vectors = decodeVectors(await read(VERSION_FILES.vectors), passages.length, embedder.dimensions)
    const fitted = VERSION_FILES.embedderState in files
    const state = fitted ? await read(VERSION_FILES.embedderState) : null
    if (vectors === null) return null
    return { manifest, passages, vectors, state, files: store.versions.files(id) }
  } catch (error) {
    if (errorCode(error) === 'VERSION_DAMAGED') return null
    throw error
  }
}
