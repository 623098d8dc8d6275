import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type ModelSize,
  writeTransformerSizedModel,
} from '../../../deploy/bench/sized-model/transformer-sized-model.js'
import { syntheticOffice } from '../../../deploy/bench/synthetic-office.js'
import { transformersProvider } from '../../../knowledge/adapters/transformers-embedder.js'
import { passagesOf } from '../../../knowledge/content/passage.js'
import type { Embedder } from '../../../knowledge/ports.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const SMALL: ModelSize = { layers: 2, hidden: 48, heads: 4, intermediate: 96 }
const texts = passagesOf(syntheticOffice(40, 0, 0, 0).pairs).map(({ text }) => text)

async function embedderIn(folder: string): Promise<Embedder> {
  return (await transformersProvider('/nowhere', { model: folder }).fit([], null)).embedder
}

async function modelFolder(size = SMALL): Promise<string> {
  const folder = join(await temporaryFolder(), 'model')
  await writeTransformerSizedModel(folder, texts, size)
  return folder
}

async function embedded(folder: string, asked: readonly string[]): Promise<readonly (Float32Array | null)[]> {
  const embedder = await embedderIn(folder)
  const vectors = await embedder.embed(asked, 'passage')
  await embedder.close()
  return vectors
}

describe('a model the size of a sentence transformer', () => {
  it('opens like any model folder and gives finite vectors of length 1, the same each time it is written', async () => {
    const [first, second] = [await modelFolder(), await modelFolder()]

    const vectors = await embedded(first, texts)

    for (const vector of vectors) {
      expect(vector).toHaveLength(SMALL.hidden)
      expect(vector?.every(Number.isFinite)).toBe(true)
      expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5)
    }
    expect(new Set(vectors.map(String)).size).toBe(new Set(texts).size)
    expect(await embedded(second, texts)).toEqual(vectors)
  })

  it('depends on the order of the pieces, as attention does', async () => {
    const [there, back] = await embedded(await modelFolder(), ['pagar la marca', 'marca la pagar'])

    const closeness = there?.reduce((sum, one, i) => sum + one * (back?.[i] ?? 0), 0)
    expect(closeness).toBeGreaterThan(0.5)
    expect(closeness).toBeLessThan(0.9999)
  })

  it('has the requested size', async () => {
    const bytes = async (size: ModelSize) =>
      (await readFile(join(await modelFolder(size), 'onnx/model_quantized.onnx'))).length
    const { hidden, intermediate } = SMALL
    const layer = (await bytes({ ...SMALL, layers: 3 })) - (await bytes(SMALL))

    const weights = 4 * hidden * hidden + 2 * hidden * intermediate
    expect(layer).toBeGreaterThan(weights)
    expect(layer).toBeLessThan(1.4 * weights)
  })
})
