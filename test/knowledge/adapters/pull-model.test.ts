import { existsSync } from 'node:fs'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { pullModel } from '../../../knowledge/adapters/pull-model.js'
import { transformersProvider } from '../../../knowledge/adapters/transformers-embedder.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { writeTinyModel } from '../../support/tiny-model.js'

type Answer = (path: string, response: ServerResponse) => boolean

/** A hub with one model, `test/tiny`; `answer` may take over a request. */
async function hubWithTinyModel(answer: Answer = () => false) {
  const model = await temporaryFolder()
  await writeTinyModel(model)
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    if (answer(path, response)) return
    const file = join(model, path.replace('/test/tiny/resolve/main/', ''))
    if (!path.startsWith('/test/tiny/resolve/main/') || !existsSync(file)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-length': (await stat(file)).size }).end(await readFile(file))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { hub: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

describe('model pull', () => {
  it('downloads a model that then loads, and reports progress', async () => {
    const { hub } = await hubWithTinyModel()
    const modelsFolder = await temporaryFolder()
    const seen: string[] = []

    const pulled = await pullModel('test/tiny', {
      modelsFolder,
      hub,
      onProgress: (step, done, total) => {
        if (done === total) seen.push(step)
      },
    })

    expect(pulled).toEqual({ path: join(modelsFolder, 'test/tiny'), fetched: true })
    expect(seen).toEqual(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_quantized.onnx'])
    const { embedder } = await transformersProvider(modelsFolder, { model: 'test/tiny' }).fit([], null)
    expect(embedder.identity.dimensions).toBe(8)
    await embedder.close()
    expect(await readdir(modelsFolder)).toEqual(['test'])
  })

  it('leaves an existing model alone and downloads only missing files', async () => {
    const { hub, asked } = await hubWithTinyModel()
    const modelsFolder = await temporaryFolder()
    await pullModel('test/tiny', { modelsFolder, hub })
    asked.length = 0

    expect(await pullModel('test/tiny', { modelsFolder, hub })).toMatchObject({ fetched: false })
    expect(asked).toEqual([])
    await rm(join(modelsFolder, 'test/tiny/tokenizer.json'))
    expect(await pullModel('test/tiny', { modelsFolder, hub })).toMatchObject({ fetched: true })
    expect(asked).toEqual(['/test/tiny/resolve/main/tokenizer.json'])
  })

  it('says so when the hub cannot be reached, and leaves nothing behind', async () => {
    const modelsFolder = await temporaryFolder()

    await expect(pullModel('test/tiny', { modelsFolder, hub: 'http://127.0.0.1:9' })).rejects.toMatchObject({
      code: 'EMBEDDER_UNLOADABLE',
      message: 'http://127.0.0.1:9/test/tiny/resolve/main/config.json could not be fetched',
      next: { do: 'retry-or-copy-model' },
    })
    expect(await readdir(modelsFolder)).toEqual([])
  })

  it('says so when the hub does not have the model', async () => {
    const { hub } = await hubWithTinyModel()
    const modelsFolder = await temporaryFolder()

    await expect(pullModel('test/other', { modelsFolder, hub })).rejects.toMatchObject({
      code: 'EMBEDDER_UNLOADABLE',
      message: `the hub answers 404 for ${hub}/test/other/resolve/main/config.json`,
    })
    expect(await readdir(modelsFolder)).toEqual([])
  })

  it('leaves nothing in place when the connection breaks', async () => {
    const { hub } = await hubWithTinyModel((path, response) => {
      if (!path.endsWith('.onnx')) return false
      response.writeHead(200, { 'content-length': 1_000 })
      response.write('half')
      setTimeout(() => response.destroy(), 20)
      return true
    })
    const modelsFolder = await temporaryFolder()

    await expect(pullModel('test/tiny', { modelsFolder, hub })).rejects.toMatchObject({ code: 'EMBEDDER_UNLOADABLE' })
    expect(await readdir(modelsFolder)).toEqual([])
  })

  it.each(['', '../escape', 'a/b/c', '/etc', 'a/../b', 'http://x/y', '.hidden', 'a/.b'])(
    'takes %j for no model id',
    async (id) => {
      await expect(pullModel(id, { modelsFolder: '/nowhere' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    },
  )
})
