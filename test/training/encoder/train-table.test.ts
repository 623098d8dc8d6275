import { describe, expect, it } from 'vitest'
import { buildDataset, type Dataset } from '../../../training/encoder/dataset.js'
import { developmentScore } from '../../../training/encoder/development-score.js'
import { trainTable } from '../../../training/encoder/train-table.js'
import { corpusLines, tinyTraining } from '../../support/tiny-corpus.js'

async function dataset(): Promise<Dataset> {
  async function* pairs() {
    for (const line of corpusLines) {
      const [, , , left = '', right = ''] = line.split('\t')
      yield { source: 'a', kind: 'par', languages: ['en', 'es'], texts: [left, right] } as const
    }
  }
  return buildDataset(pairs(), { words: 500, buckets: 512, dimensions: 32 })
}

describe('the development score', () => {
  it('is a mean reciprocal rank, and null when too few pairs were kept aside', async () => {
    const built = await dataset()
    const { table } = await trainTable(built, tinyTraining, null, {})
    expect(developmentScore(built, table)).toBeNull()
    expect(developmentScore({ ...built, dev: built.groups }, table)).toBeGreaterThan(0.5)
    expect(developmentScore({ ...built, dev: built.groups }, table)).toBeLessThanOrEqual(1)
  })
})

describe('training a table', () => {
  it('fails when a loss is not finite, and names the step', async () => {
    const wild = { ...tinyTraining, learningRate: Number.MAX_VALUE }
    await expect(trainTable(await dataset(), wild, null, {})).rejects.toMatchObject({
      code: 'TRAINING_DIVERGED',
      message: expect.stringMatching(/^the loss of step \d+ is no finite number/),
    })
  })

  it('refuses an empty batch', async () => {
    const nothing = () => () => ({ left: [], right: [] })
    await expect(trainTable(await dataset(), tinyTraining, null, {}, null, nothing)).rejects.toThrow(
      'a batch without pairs was drawn',
    )
  })
})
