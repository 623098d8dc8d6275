import { existsSync } from 'node:fs'
import { cp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderStore } from '../../../knowledge/adapters/folder-store.js'
import { hashedNgrams } from '../../../knowledge/adapters/hashed-ngram-embedder.js'
import { hnswIndexFormat } from '../../../knowledge/adapters/hnsw-index.js'
import { staticEncoder, travellingEncoder } from '../../../knowledge/adapters/static-encoder.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { readEncoder } from '../../../knowledge/encoder/encoder-files.js'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { openSnapshot } from '../../../knowledge/version/open-snapshot.js'
import { readManifest } from '../../../knowledge/version/read-version.js'
import { DEFAULT_ADAPTATION } from '../../../training/encoder/adapt-encoder.js'
import type { Making } from '../../../training/installation.js'
import { promote } from '../../../training/release/promotion.js'
import { PIPELINE } from '../../../training/retrain/pipeline.js'
import type { Retrained } from '../../../training/retrain/run/retrained.js'
import { readRun } from '../../../training/retrain/run/run-document.js'
import { temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { pathsIn } from '../../support/paths-in.js'
import { retrainOffice, writeGolden } from '../../support/retraining.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { ownWordPairs, tinyEncoder } from '../../support/tiny-encoder.js'

const parts = { embedderProviders: [hashedNgrams, staticEncoder()], indexFormats: [hnswIndexFormat()] }

/** Retrains with that encoder, adapted in a few steps unless `making` says otherwise. */
function retrainAdapting(
  folder: Store,
  encoder: string,
  pairs: readonly QnaPair[] = ownWordPairs,
  making: Partial<Making> = {},
): Promise<Retrained> {
  const options = { ...DEFAULT_ADAPTATION, steps: 10, batch: 32 }
  const adaptation = () => ({ encoder, options, embedderProvider: travellingEncoder })
  const embedderProvider = staticEncoder(encoder)
  return retrainOffice(folder, pairs, { opening: parts, making: { embedderProvider, adaptation, ...making } })
}

async function folderWithGolden(): Promise<Store> {
  const folder = await temporaryDataFolder()
  const lines = ownWordPairs.map(({ id }) => ({ text: `may I have a ${id}`, relevant: [id], lang: 'en' }))
  await writeGolden(folder, lines)
  return folder
}

async function becomeChampion(folder: Store, { version }: Retrained): Promise<void> {
  const act = { by: named('Eva'), reason: 'test', override: true }
  await promote(installationOf(folder, { opening: parts }), { version, ...act })
}

describe('a retraining that adapts its encoder', () => {
  it('makes a version that carries the encoder and names the original one', async () => {
    const [folder, encoder] = [await folderWithGolden(), await tinyEncoder()]
    const plain = await retrainAdapting(folder, encoder, ownWordPairs, { adaptation: () => null })
    expect(plain.encoder).toBe('not-wanted')
    await becomeChampion(folder, plain)

    const adapted = await retrainAdapting(folder, encoder)

    expect(adapted).toMatchObject({ version: 'kb-000002', encoder: 'adapted', reused: 0 })
    expect(adapted.embedded).toBeGreaterThan(ownWordPairs.length * 13)
    const [before, after] = [await readManifest(folder, 'kb-000001'), await readManifest(folder, 'kb-000002')]
    expect(after.embedder.revision).not.toBe(before.embedder.revision)
    expect(after.embedder).toMatchObject({ options: { adaptedFrom: before.embedder.revision }, files: {} })
    expect(after.files['embedder.bin']?.bytes).toBeGreaterThan(512 * 32)
    expect(existsSync(join(pathsIn(folder).runsFolder, adapted.run, 'adapted'))).toBe(false)
  })

  it('makes a version that opens without the original encoder and without the run', async () => {
    const [folder, encoder] = [await folderWithGolden(), await tinyEncoder()]
    await retrainAdapting(folder, encoder)
    const restored = folderStore(await temporaryFolder())
    await cp(pathsIn(folder).versionsFolder, pathsIn(restored).versionsFolder, { recursive: true })
    const question = ['zorble wanted']
    const { embedder: here } = await openSnapshot(folder, 'kb-000001', parts)
    const expected = await here.embed(question, 'query')
    await rm(encoder, { recursive: true })
    await rm(folder.place, { recursive: true })

    const { embedder, manifest } = await openSnapshot(restored, 'kb-000001', parts)

    expect(await embedder.embed(question, 'query')).toEqual(expected)
    expect(embedder.identity.revision).toBe(manifest.embedder.revision)
  })

  it('gives the same version for the same content, and none when the champion already has it', async () => {
    const [one, other, encoder] = [await folderWithGolden(), await folderWithGolden(), await tinyEncoder()]
    const first = await retrainAdapting(one, encoder)
    await retrainAdapting(other, encoder)
    const { contentHash } = await readManifest(one, 'kb-000001')
    expect((await readManifest(other, 'kb-000001')).contentHash).toBe(contentHash)
    await becomeChampion(one, first)
    expect(await retrainAdapting(one, encoder)).toMatchObject({ version: 'kb-000001', unchanged: true, reused: 141 })
  })

  it('starts from the configured encoder again when content changes, not from the champion’s', async () => {
    const [folder, encoder] = [await folderWithGolden(), await tinyEncoder()]
    await becomeChampion(folder, await retrainAdapting(folder, encoder))
    const pairs = ownWordPairs.map((pair) => (pair.id === 'stamp' ? { ...pair, alternateQuestions: ['seal'] } : pair))
    await retrainAdapting(folder, encoder, pairs)
    const [first, second] = [await readManifest(folder, 'kb-000001'), await readManifest(folder, 'kb-000002')]
    expect(second.embedder.options).toEqual(first.embedder.options)
    expect(second.embedder.revision).not.toBe(first.embedder.revision)
  })

  it('continues with the original encoder, and says so, when there is too little to learn from', async () => {
    const [folder, encoder] = [await folderWithGolden(), await tinyEncoder()]
    const pairs = ownWordPairs.slice(0, 3)

    const outcome = await retrainAdapting(folder, encoder, pairs)

    expect(outcome).toMatchObject({ version: 'kb-000001', encoder: 'too-little' })
    const { revision } = await readEncoder(encoder)
    expect((await readManifest(folder, 'kb-000001')).embedder).toMatchObject({ revision, options: {} })
    const run = await readRun(folder, outcome.run)
    expect(run?.steps.find(({ step }) => step === 'adapt')).toMatchObject({ outputs: { encoder: 'too-little' } })
  })

  it.each(['embed', 'seal', 'gate'])('is resumed with the adapted encoder after %s failed', async (failing) => {
    const [folder, whole, encoder] = [await folderWithGolden(), await folderWithGolden(), await tinyEncoder()]
    await retrainAdapting(whole, encoder)
    const step = PIPELINE.find(({ name }) => name === failing)
    if (step === undefined) throw new Error(`there is no step ${failing}`)
    const run = step.run
    Object.assign(step, { run: () => Promise.reject(new Error('cut off')) })
    await expect(retrainAdapting(folder, encoder))
      .rejects.toThrow('cut off')
      .finally(() => Object.assign(step, { run }))

    expect(await retrainAdapting(folder, encoder)).toMatchObject({ resumed: true, encoder: 'adapted' })

    const attempts = (await readRun(folder, 'run-000001'))?.steps.map(({ step, attempts }) => [step, attempts])
    expect(attempts).toContainEqual(['adapt', 1])
    const hash = async (data: Store) => (await readManifest(data, 'kb-000001')).contentHash
    expect(await hash(folder)).toBe(await hash(whole))
    expect(await readdir(join(pathsIn(folder).runsFolder, 'run-000001'))).not.toContain('adapted')
  })
})
