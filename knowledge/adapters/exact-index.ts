import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { KnowledgeError } from '../errors.js'
import type { Matrix, VectorIndex, VectorIndexFormat } from '../ports.js'
import { writeFlushed } from '../store/durable-file.js'
import type { Part } from '../words/error-facts.js'
import { checkQueryDimensions, closestRows, hasVector, rowsWithVector } from './matrix-rows.js'

/**
 * Compares the query with every row: exact, linear in the rows. It is the reference for the approximate index, and fast
 * enough for small knowledge bases. Its file only identifies the rows it belongs to.
 */
export function exactIndexFormat(): VectorIndexFormat {
  return {
    name: 'exact',
    parameters: {},
    async build(matrix, file, onProgress) {
      rowsWithVector(matrix)
      await writeFlushed(file, fingerprint(matrix))
      onProgress?.('index', matrix.rows, matrix.rows)
    },
    async carryOn() {
      return null
    },
    async open(file, matrix) {
      const rows = rowsWithVector(matrix)
      const found = await readFile(file, 'utf8').catch((cause: unknown) => damaged(file, { what: 'unreadable' }, cause))
      if (found !== fingerprint(matrix)) damaged(file, { what: 'other-vectors' })
      return exactIndex(matrix, rows)
    },
  }
}

function exactIndex(matrix: Matrix, rows: readonly number[]): VectorIndex {
  return {
    size: rows.length,
    dimensions: matrix.dimensions,
    search(query, k) {
      checkQueryDimensions(query, matrix.dimensions)
      if (!hasVector(query)) return []
      return closestRows(matrix, rows, query, Math.max(0, k))
    },
  }
}

function fingerprint(matrix: Matrix): string {
  const { buffer, byteOffset, byteLength } = matrix.values
  const hash = createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
  return `exact ${matrix.rows} ${matrix.dimensions} ${hash}\n`
}

function damaged(file: string, fault: Part, cause?: unknown): never {
  throw new KnowledgeError('INDEX_DAMAGED', { what: 'file', file, fault }, { do: 'rebuild-version' }, { cause })
}
