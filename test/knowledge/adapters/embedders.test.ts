import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it } from 'vitest'
import { hashedNgrams } from '../../../knowledge/adapters/hashed-ngram-embedder.js'
import { transformersProvider } from '../../../knowledge/adapters/transformers-embedder.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { embedderContract } from '../../contracts/embedder.js'
import { writeTinyModel } from '../../support/tiny-model.js'

embedderContract('hashed n-grams', () => hashedNgrams)

const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

embedderContract('transformers (tiny model)', async () => {
  const models = await mkdtemp(join(tmpdir(), 'tiny-model-'))
  folders.push(models)
  await writeTinyModel(join(models, 'test', 'tiny'))
  return transformersProvider(models, { model: 'test/tiny', queryPrefix: 'what ', passagePrefix: 'the ' })
})

const potion = packagePath('..', 'shared', 'models', 'potion-base-2M')
if (existsSync(potion)) {
  embedderContract('transformers (potion-base-2M)', () => transformersProvider('/nowhere', { model: potion }))
} else {
  describe('transformers (potion-base-2M) embedder', () => {
    it.skip(`needs a model folder at ${potion}`, () => {})
  })
}
