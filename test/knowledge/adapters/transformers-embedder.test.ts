import { createHash } from 'node:crypto'
import { readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type TransformersOptions, transformersProvider } from '../../../knowledge/adapters/transformers-embedder.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import { openSnapshot } from '../../../knowledge/version/open-snapshot.js'
import { freezeRequest, pair, snapshotParts, temporaryDataFolder } from '../../support/freezing.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { writeTinyModel } from '../../support/tiny-model.js'

async function tinyModels(): Promise<string> {
  const models = await temporaryFolder()
  await writeTinyModel(join(models, 'test', 'tiny'))
  return models
}

const fitted = async (models: string, options: Partial<TransformersOptions> = {}) =>
  transformersProvider(models, { model: 'test/tiny', ...options }).fit([], null)

describe('transformers embedder', () => {
  it('loads the large library only with the first model', async () => {
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('onnxruntime'))
    const models = await tinyModels()
    const provider = transformersProvider(models, { model: 'test/tiny' })
    expect(loaded()).toBe(false)

    await (await provider.fit([], null)).embedder.close()

    expect(loaded()).toBe(true)
  })

  it('pins the model by id, options and the hash of every file', async () => {
    const models = await tinyModels()

    const { pin, embedder, state } = await fitted(models, { queryPrefix: 'query: ' })
    await embedder.close()

    const config = await readFile(join(models, 'test/tiny/config.json'))
    expect(pin).toMatchObject({
      provider: 'transformers',
      name: 'test/tiny',
      dimensions: 8,
      options: { model: 'test/tiny', pooling: 'mean', queryPrefix: 'query: ', passagePrefix: '', quantized: true },
      files: { 'config.json': createHash('sha256').update(config).digest('hex') },
    })
    expect(Object.keys(pin.files)).toEqual([
      'config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'onnx/model_quantized.onnx',
    ])
    expect(state).toBeNull()
  })

  it('takes the path of a folder as well, with the same revision', async () => {
    const models = await tinyModels()

    const byId = await fitted(models)
    const byPath = await fitted('/nowhere', { model: join(models, 'test', 'tiny') })
    await Promise.all([byId.embedder.close(), byPath.embedder.close()])

    expect(byPath.pin.revision).toBe(byId.pin.revision)
    expect(byPath.pin).toMatchObject({ name: 'tiny', options: { model: join(models, 'test', 'tiny') } })
  })

  it('pools and prefixes by its options, which are part of its revision', async () => {
    const models = await tinyModels()
    const [mean, cls, prefixed] = await Promise.all([
      fitted(models),
      fitted(models, { pooling: 'cls' }),
      fitted(models, { pooling: 'cls', queryPrefix: 'what ' }),
    ])
    const embed = async ({ embedder }: typeof mean, text: string) => (await embedder.embed([text], 'query'))[0]

    expect(new Set([mean, cls, prefixed].map(({ pin }) => pin.revision)).size).toBe(3)
    expect(await embed(cls, 'open company')).toEqual(await embed(cls, 'open'))
    expect(await embed(mean, 'open company')).toEqual(await embed(mean, 'company open'))
    expect(await embed(mean, 'open company')).not.toEqual(await embed(cls, 'open company'))
    expect(await embed(prefixed, 'open company')).toEqual(await embed(cls, 'what'))
    await Promise.all([mean, cls, prefixed].map(({ embedder }) => embedder.close()))
  })

  it('gives null for text without a token that the model knows', async () => {
    const { embedder } = await fitted(await tinyModels(), { queryPrefix: 'what ' })

    expect(await embedder.embed(['zzz', 'x'.repeat(5_000), 'zzz fees'], 'query')).toEqual([
      null,
      null,
      expect.any(Float32Array),
    ])
    await embedder.close()
  })

  it('names the folders searched for a missing model', async () => {
    const models = await tinyModels()

    await expect(fitted(models, { model: 'test/other' })).rejects.toMatchObject({
      code: 'EMBEDDER_UNLOADABLE',
      message: `there is no model "test/other": neither ${join(models, 'test/other')} nor ${join(process.cwd(), 'test/other')} is a folder`,
      next: { do: 'pull-model', model: 'test/other' },
    })
    await expect(fitted(models, { model: './our-encoder' })).rejects.toMatchObject({
      code: 'EMBEDDER_UNLOADABLE',
      message: `there is no folder ${join(process.cwd(), 'our-encoder')}`,
      next: { do: 'restore-model-or-choose' },
    })
    await rm(join(models, 'test/tiny/tokenizer.json'))
    await expect(fitted(models)).rejects.toMatchObject({
      code: 'EMBEDDER_UNLOADABLE',
      message: `the model folder ${join(models, 'test/tiny')} lacks tokenizer.json`,
      next: { do: 'pull-missing-files', model: 'test/tiny', quantized: 'yes' },
    })
    await expect(transformersProvider(models, null).fit([], null)).rejects.toMatchObject({ code: 'EMBEDDER_UNKNOWN' })
  })

  it('never suggests deleting a folder that was not pulled', async () => {
    const [models, others] = [await tinyModels(), await tinyModels()]
    const model = join(others, 'test/tiny')
    await expect(fitted(models, { model: others })).rejects.toMatchObject({
      message: `${others} is no model folder: it lacks config.json, tokenizer.json, tokenizer_config.json, onnx/model_quantized.onnx`,
      next: { do: 'check-embedder-setting' },
    })
    await truncate(join(model, 'tokenizer.json'), 10)
    await expect(fitted(models, { model })).rejects.toMatchObject({
      message: `the model in ${model} cannot be loaded`,
      next: { do: 'restore-model-files' },
    })
    await expect(fitted(others)).rejects.toMatchObject({
      next: { do: 'pull-model-again', model: 'test/tiny' },
    })
  })

  it.each(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_quantized.onnx'])(
    'refuses a model whose %s is cut short',
    async (name) => {
      const models = await tinyModels()
      const file = join(models, 'test/tiny', name)
      await truncate(file, Math.floor((await readFile(file)).length / 2))

      await expect(fitted(models)).rejects.toMatchObject({ code: 'EMBEDDER_UNLOADABLE' })
    },
  )

  it('refuses a model that gives no vector per token', async () => {
    const models = await tinyModels()
    const file = join(models, 'test/tiny/onnx/model_quantized.onnx')
    const bytes = await readFile(file)
    // Another output name of the same length, so that the file stays well formed.
    await writeFile(
      file,
      Buffer.from(bytes.toString('latin1').replaceAll('last_hidden_state', 'lost_hidden_state'), 'latin1'),
    )

    await expect(fitted(models)).rejects.toMatchObject({
      code: 'EMBEDDER_UNLOADABLE',
      cause: expect.objectContaining({ message: 'the model gives no vector per token' }),
    })
  })

  it('serves a version, and refuses it once the model on disk is another', async () => {
    const [models, folder] = [await tinyModels(), await temporaryDataFolder()]
    const embedderProvider = transformersProvider(models, { model: 'test/tiny' })
    const pairs = [pair('fees', { question: 'What are the fees' }), pair('close', { question: 'Close a company' })]
    const { manifest } = await freeze(freezeRequest(folder, { pairs, embedderProvider }))
    const parts = { ...snapshotParts, embedderProviders: [transformersProvider(models, null)] }

    const snapshot = await openSnapshot(folder, manifest.id, parts)
    const [query = null] = await snapshot.embedder.embed(['close the company'], 'query')
    const [nearest] = snapshot.index.search(query ?? new Float32Array(8), 1)
    expect(snapshot.pairs[snapshot.passages[nearest?.row ?? -1]?.pair ?? -1]?.id).toBe('close')
    await snapshot.embedder.close()

    await writeTinyModel(join(models, 'test', 'tiny'), 6)
    await expect(openSnapshot(folder, manifest.id, parts)).rejects.toMatchObject({
      code: 'EMBEDDER_MISMATCH',
      message: expect.stringContaining(
        `${join(models, 'test/tiny')} has another config.json, onnx/model_quantized.onnx`,
      ),
      next: { do: 'put-model-back' },
    })
  })
})
