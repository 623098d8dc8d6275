import { passagesInTurns } from '../content/passage.js'
import type { QnaPair } from '../content/qna-pair.js'
import { KnowledgeError } from '../errors.js'
import type { Embedder, EmbedderProvider, Matrix, VectorIndex, VectorIndexFormat } from '../ports.js'
import type { Snapshot } from '../search/snapshot.js'
import type { Store } from '../store/store.js'
import type { VersionId } from '../version-id.js'
import type { Part } from '../words/error-facts.js'
import type { Manifest } from './manifest.js'
import { openLexical } from './open-lexical.js'
import { damagedVersion, readManifest, readVersionFile } from './read-version.js'
import { contentHashOf, decodePairsInTurns, decodeVectors, VERSION_FILES } from './version-files.js'

/** The kinds of embedder and index that this installation can open. */
export interface SnapshotParts {
  readonly embedderProviders: readonly EmbedderProvider[]
  readonly indexFormats: readonly VectorIndexFormat[]
}

/** A snapshot with the complete manifest of its version. */
export interface OpenedSnapshot extends Snapshot {
  readonly manifest: Manifest
}

/**
 * Loads a version after a full verification: schema, the hash of every file, number of rows, the embedder against its pin. The
 * caller closes `snapshot.embedder` when it is done.
 *
 * @throws {KnowledgeError} VERSION_UNKNOWN, VERSION_DAMAGED, INDEX_DAMAGED, DATA_FOLDER_NEWER, EMBEDDER_UNKNOWN,
 * EMBEDDER_MISMATCH, EMBEDDER_UNLOADABLE
 */
export async function openSnapshot(store: Store, id: VersionId, parts: SnapshotParts): Promise<OpenedSnapshot> {
  const manifest = await readManifest(store, id)
  if (contentHashOf(manifest) !== manifest.contentHash) throw damagedVersion(id, { what: 'manifest-altered' })
  const read = (name: string) => readVersionFile(store, manifest, name)

  const pairs = await decodeOrDamaged(id, await read(VERSION_FILES.pairs))
  const passages = await passagesInTurns(pairs)
  if (pairs.length !== manifest.pairs || passages.length !== manifest.passages) {
    throw damagedVersion(id, { what: 'pairs-count', found: pairs.length, wanted: manifest.pairs })
  }
  const vectorBytes = await read(VERSION_FILES.vectors)
  const vectors = decodeVectors(vectorBytes, passages.length, manifest.embedder.dimensions)
  if (vectors === null) throw damagedVersion(id, { what: 'vectors-unfit' })
  const ranker = await read(VERSION_FILES.ranker)
  const state = VERSION_FILES.embedderState in manifest.files ? await read(VERSION_FILES.embedderState) : null
  const lexical = await openLexical(
    VERSION_FILES.lexical in manifest.files ? await read(VERSION_FILES.lexical) : null,
    pairs,
  )
  if (lexical === null) throw damagedVersion(id, { what: 'lexical-unfit', file: VERSION_FILES.lexical })
  const index = await openIndex(store, manifest, vectors, parts.indexFormats)
  const embedder = await openEmbedder(manifest, state, parts.embedderProviders)
  return { manifest, pairs, passages, vectors, index, lexical, embedder, ranker }
}

/**
 * Opens a version and closes it again, to check that it can serve before it does.
 *
 * @throws {KnowledgeError} as `openSnapshot`
 */
export async function checkOpens(store: Store, id: VersionId, parts: SnapshotParts): Promise<Manifest> {
  const { manifest, embedder } = await openSnapshot(store, id, parts)
  await embedder.close()
  return manifest
}

async function decodeOrDamaged(id: VersionId, bytes: Uint8Array): Promise<readonly QnaPair[]> {
  try {
    return await decodePairsInTurns(bytes)
  } catch (cause) {
    throw damagedVersion(id, { what: 'pairs-unfit' }, cause)
  }
}

async function openIndex(
  store: Store,
  { id, files, index }: Manifest,
  vectors: Matrix,
  formats: readonly VectorIndexFormat[],
): Promise<VectorIndex> {
  const format = formats.find(({ name }) => name === index.format)
  if (format === undefined) {
    throw damagedIndex(id, { what: 'unknown-format', format: index.format, known: formats.map(({ name }) => name) })
  }
  const kept = store.versions.files(id)
  const wanted = files[VERSION_FILES.index]
  const found = await kept.facts(VERSION_FILES.index).catch((cause: unknown) => {
    throw damagedIndex(id, { what: 'unreadable' }, cause)
  })
  if (found === null) throw damagedIndex(id, { what: 'unreadable' })
  if (found.bytes !== wanted?.bytes || found.sha256 !== wanted.sha256) {
    throw damagedIndex(id, { what: 'not-frozen-file' })
  }
  return format.open(kept.path(VERSION_FILES.index), vectors).catch((cause: unknown) => {
    throw damagedIndex(id, { what: 'not-opening' }, cause)
  })
}

async function openEmbedder(
  { id, embedder: pin }: Manifest,
  state: Uint8Array | null,
  providers: readonly EmbedderProvider[],
): Promise<Embedder> {
  const provider = providers.find((candidate) => candidate.provider === pin.provider)
  if (provider === undefined) {
    const known = providers.map((candidate) => candidate.provider)
    throw new KnowledgeError(
      'EMBEDDER_UNKNOWN',
      { what: 'of-version', version: id, embedder: pin.provider, known },
      { do: 'install-freezing-release' },
    )
  }
  const embedder = await provider.open(pin, state)
  const { name, revision, dimensions } = embedder.identity
  if (name === pin.name && revision === pin.revision && dimensions === pin.dimensions) return embedder
  await embedder.close()
  throw new KnowledgeError(
    'EMBEDDER_MISMATCH',
    {
      what: 'of-version',
      version: id,
      name: pin.name,
      revision: pin.revision,
      dimensions: pin.dimensions,
      foundName: name,
      foundRevision: revision,
      foundDimensions: dimensions,
    },
    { do: 'put-embedder-back' },
  )
}

function damagedIndex(version: VersionId, fault: Part, cause?: unknown): KnowledgeError {
  return new KnowledgeError(
    'INDEX_DAMAGED',
    { what: 'of-version', version, fault },
    { do: 'restore-version' },
    { cause },
  )
}
