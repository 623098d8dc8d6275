import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Builds an index repeatedly and forces garbage collection while the native code writes it, to catch an index that is freed too
 * early: `node --expose-gc collecting-index-writer.mjs <dist> <folder>`. Prints `written` at the end.
 */
const [dist, folder] = process.argv.slice(2)
const adapter = join(dist, 'knowledge', 'adapters', 'hnsw-index.js')
const { hnswIndexFormat } = await import(pathToFileURL(adapter).href)
const hnswlib = createRequire(adapter)('hnswlib-node')

hnswlib.HierarchicalNSW = class extends hnswlib.HierarchicalNSW {
  writeIndex(file) {
    const written = super.writeIndex(file)
    setTimeout(globalThis.gc, 0)
    return written
  }
}

const [rows, dimensions, builds] = [15_000, 32, 12]
const values = Float32Array.from({ length: rows * dimensions }, (_, i) => Math.sin((i * i) % 9_973))
const format = hnswIndexFormat({ M: 4, efConstruction: 10 })
for (let i = 0; i < builds; i++) await format.build({ rows, dimensions, values }, join(folder, `${i}.bin`))
process.stdout.write('written\n')
