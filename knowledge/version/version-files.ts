import { flatMapInTurns } from '../basics/in-turns.js'
import { littleEndianBytes, readFloat32 } from '../basics/little-endian.js'
import { sha256 } from '../basics/sha256.js'
import { type QnaPair, qnaPairSchema } from '../content/qna-pair.js'
import type { Matrix } from '../ports.js'
import { canonicalJson } from '../store/canonical-json.js'
import type { FileFacts } from '../store/shelf.js'
import { SEAL } from '../store/versions.js'
import type { Manifest } from './manifest.js'

/**
 * Names of a version's files. `embedderState` exists only when the embedder has a state, `lexical` only in versions of releases
 * that store it.
 */
export const VERSION_FILES = {
  manifest: SEAL,
  pairs: 'pairs.jsonl',
  vectors: 'vectors.f32',
  index: 'index.bin',
  lexical: 'lexical.bin',
  embedderState: 'embedder.bin',
  ranker: 'ranker.bin',
} as const

/** Checking a pair takes some microseconds. */
const PAIRS_PER_TURN = 1_000

export function encodePairs(pairs: readonly QnaPair[]): string {
  return pairs.map((pair) => `${canonicalJson(pair)}\n`).join('')
}

export function decodePairs(bytes: Uint8Array): readonly QnaPair[] {
  return pairLines(bytes).map(decodePair)
}

/** `decodePairs` that lets other work run in between. */
export async function decodePairsInTurns(bytes: Uint8Array): Promise<readonly QnaPair[]> {
  return flatMapInTurns(pairLines(bytes), PAIRS_PER_TURN, (line) => [decodePair(line)])
}

function pairLines(bytes: Uint8Array): readonly string[] {
  const lines = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split('\n')
  return lines.filter((line) => line !== '')
}

function decodePair(line: string): QnaPair {
  return qnaPairSchema.parse(JSON.parse(line))
}

/** Rows × dimensions 32-bit floats, row-major, little-endian on every machine. */
export function encodeVectors({ values }: Matrix): Uint8Array {
  return littleEndianBytes(values)
}

/** @returns null when the bytes are not rows × dimensions floats */
export function decodeVectors(bytes: Uint8Array, rows: number, dimensions: number): Matrix | null {
  return bytes.length === rows * dimensions * 4 ? { rows, dimensions, values: readFloat32(bytes) } : null
}

export function factsOf(bytes: Uint8Array): FileFacts {
  return { sha256: sha256(bytes), bytes: bytes.length }
}

/** Equal for versions with the same pairs, embedder, index and ranker, whatever their time, place, author and number. */
export function contentHashOf({ files, embedder, index }: Pick<Manifest, 'files' | 'embedder' | 'index'>): string {
  const content = {
    format: 1,
    pairs: files[VERSION_FILES.pairs]?.sha256 ?? null,
    embedder,
    index,
    ranker: files[VERSION_FILES.ranker]?.sha256 ?? null,
  }
  return sha256(canonicalJson(content))
}
