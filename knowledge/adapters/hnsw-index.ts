import { open, readFile, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import hnswlib from 'hnswlib-node'
import { KnowledgeError } from '../errors.js'
import type { Matrix, Progress, VectorIndex, VectorIndexFormat } from '../ports.js'
import { writeFlushed } from '../store/durable-file.js'
import type { Part } from '../words/error-facts.js'
import { ghostLabels, hnswFileFault, MOST_GHOSTS, relabelled } from './hnsw-file.js'
import { checkQueryDimensions, closestRows, hasVector, rowOf, rowsWithVector } from './matrix-rows.js'
import { type RowMoves, rowMoves } from './row-moves.js'

/** See Malkov and Yashunin, Efficient and robust approximate nearest neighbor search using HNSW graphs, 2018. */
export interface HnswParameters {
  /** links per element above the ground level; twice as many on the ground level */
  readonly M: number
  /** candidates considered when a row is linked */
  readonly efConstruction: number
  /** candidates considered by a search; not part of the file */
  readonly efSearch: number
}

const DEFAULTS: HnswParameters = { M: 16, efConstruction: 200, efSearch: 200 }

/** Rows are linked in one thread, in order, with this seed: the same rows give the same file. */
const SEED = 20_260_301

/** Up to this many rows, comparing them all is faster than searching the graph. */
const FEW_ROWS = 768

/** Rows linked before other work gets its turn. */
const ROWS_PER_TURN = 64

/** Above this share of rows to link again, a full build is better: the graph's links were chosen for other rows. */
const MOST_RELINKED = 0.2

/** With less free space, missing bytes mean a full disk: the native writer does not report one. */
const SCARCE_BYTES = 1 << 20

/** Approximate nearest neighbours in a navigable graph; its misses are bounded by the recall test against `exact`. */
export function hnswIndexFormat(parameters: Partial<HnswParameters> = {}): VectorIndexFormat {
  const chosen = { ...DEFAULTS, ...parameters }
  return {
    name: 'hnsw',
    parameters: { space: 'ip', seed: SEED, ...chosen },
    async build(matrix, file, onProgress) {
      const rows = rowsWithVector(matrix)
      await (rows.length === 0 ? createEmpty(file) : buildGraph(matrix, rows, file, chosen, onProgress))
      await flush(file)
      const fault = fileFault(await readFile(file), matrix, rows)
      if (fault !== null) throw await unwritten(file, fault)
    },
    async carryOn(earlier, matrix, file, onProgress) {
      const moves = rowMoves(earlier.matrix, matrix)
      const { kept, fresh } = moves
      const rows = rowsWithVector(matrix)
      if (kept.size === 0 || fresh.length > MOST_RELINKED * rows.length) return null
      const bytes = await readFile(earlier.file)
      if (fileFault(bytes, earlier.matrix, rowsWithVector(earlier.matrix)) !== null) return null
      const ghosts = ghostLabels(bytes, earlier.matrix)
      if (moves.vacated.length + ghosts.length - fresh.length > MOST_GHOSTS * rows.length) return null
      await relinkGraph(bytes, moves, ghosts, matrix, file, onProgress)
      await flush(file)
      const fault = fileFault(await readFile(file), matrix, rows)
      if (fault !== null) throw await unwritten(file, fault)
      return { relinked: fresh.length, kept: kept.size }
    },
    async open(file, matrix) {
      const rows = rowsWithVector(matrix)
      const bytes = await readFile(file).catch((cause: unknown) => damaged(file, { what: 'unreadable' }, cause))
      const fault = fileFault(bytes, matrix, rows)
      if (fault !== null) damaged(file, fault)
      if (rows.length === 0) return emptyIndex(matrix.dimensions)
      const graph = new hnswlib.HierarchicalNSW('ip', matrix.dimensions)
      await graph.readIndex(file).catch((cause: unknown) => damaged(file, { what: 'not-loadable' }, cause))
      graph.setEf(chosen.efSearch)
      return graphIndex(graph, matrix, rows)
    },
  }
}

async function buildGraph(
  matrix: Matrix,
  rows: readonly number[],
  file: string,
  { M, efConstruction }: HnswParameters,
  onProgress: Progress | undefined,
): Promise<void> {
  const graph = new hnswlib.HierarchicalNSW('ip', matrix.dimensions)
  graph.initIndex(rows.length, M, efConstruction, SEED)
  for (const [done, row] of rows.entries()) {
    if (done % ROWS_PER_TURN === 0) {
      onProgress?.('index', done, rows.length)
      await nextTurn()
    }
    graph.addPoint(Array.from(rowOf(matrix, row)), row)
  }
  await writeGraph(graph, file)
  onProgress?.('index', rows.length, rows.length)
}

/**
 * Elements of removed rows, and ghosts, are reused for fresh rows and linked again; further fresh rows are added. Elements left
 * over become ghosts.
 */
async function relinkGraph(
  bytes: Buffer,
  { kept, vacated, fresh }: RowMoves,
  ghosts: readonly number[],
  matrix: Matrix,
  file: string,
  onProgress: Progress | undefined,
): Promise<void> {
  const free = [...ghosts, ...vacated]
  const newLabels = new Map(kept)
  for (const [i, label] of free.entries()) newLabels.set(label, fresh[i] ?? matrix.rows + i - fresh.length)
  await writeFlushed(file, relabelled(bytes, newLabels))
  const graph = new hnswlib.HierarchicalNSW('ip', matrix.dimensions)
  await graph.readIndex(file)
  for (const label of vacated) {
    const left = newLabels.get(label) ?? 0
    if (left >= matrix.rows) graph.markDelete(left)
  }
  graph.resizeIndex(kept.size + Math.max(fresh.length, free.length))
  for (const [done, row] of fresh.entries()) {
    if (done % ROWS_PER_TURN === 0) {
      onProgress?.('index', done, fresh.length)
      await nextTurn()
    }
    graph.addPoint(Array.from(rowOf(matrix, row)), row)
  }
  await writeGraph(graph, file)
  onProgress?.('index', fresh.length, fresh.length)
}

const beingWritten = new Set<hnswlib.HierarchicalNSW>()

/** The native writer runs in its own thread and holds no reference to the graph: without one here, the graph may be freed under it. */
async function writeGraph(graph: hnswlib.HierarchicalNSW, file: string): Promise<void> {
  beingWritten.add(graph)
  try {
    await graph.writeIndex(file)
  } finally {
    beingWritten.delete(graph)
  }
}

function graphIndex(graph: hnswlib.HierarchicalNSW, matrix: Matrix, rows: readonly number[]): VectorIndex {
  const size = rows.length
  return {
    size,
    dimensions: matrix.dimensions,
    search(query, k) {
      checkQueryDimensions(query, matrix.dimensions)
      const wanted = Math.min(k, size)
      if (wanted < 1 || !hasVector(query)) return []
      const nearest = size <= FEW_ROWS ? rows : graph.searchKnn(Array.from(query), wanted).neighbors
      // Similarities are computed again: the native ones differ in the last digits from one processor to another.
      return closestRows(matrix, nearest, query, wanted)
    },
  }
}

function emptyIndex(dimensions: number): VectorIndex {
  return {
    size: 0,
    dimensions,
    search(query) {
      checkQueryDimensions(query, dimensions)
      return []
    },
  }
}

/** Without any vector there is no graph: the file is empty, and the native code is not called. */
async function createEmpty(file: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  await handle.close()
}

function fileFault(bytes: Buffer, matrix: Matrix, rows: readonly number[]): Part | null {
  if (rows.length > 0) return hnswFileFault(bytes, matrix, rows)
  return bytes.length === 0 ? null : { what: 'not-empty' }
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function unwritten(file: string, fault: Part): Promise<KnowledgeError> {
  const { bavail, bsize } = await statfs(dirname(file))
  if (bavail * bsize >= SCARCE_BYTES) {
    return new KnowledgeError('INDEX_DAMAGED', { what: 'just-written', file, fault }, { do: 'check-disk' })
  }
  return new KnowledgeError('DISK_FULL', { what: 'index', file }, { do: 'free-disk' })
}

function damaged(file: string, fault: Part, cause?: unknown): never {
  throw new KnowledgeError('INDEX_DAMAGED', { what: 'file', file, fault }, { do: 'rebuild-version' }, { cause })
}
