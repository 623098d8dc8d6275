import { chmod, copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exactIndexFormat } from '../../../knowledge/adapters/exact-index.js'
import { hashedNgrams } from '../../../knowledge/adapters/hashed-ngram-embedder.js'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { moveAlias } from '../../../knowledge/version/aliases.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import { listVersions } from '../../../knowledge/version/list-versions.js'
import { openSnapshot } from '../../../knowledge/version/open-snapshot.js'
import { fixedClock, freezeRequest, snapshotParts, temporaryDataFolder, threePairs } from '../../support/freezing.js'
import { pathsIn } from '../../support/paths-in.js'

const NEXT = { do: 'restore-version' }

async function frozenFolder(): Promise<Store> {
  const folder = await temporaryDataFolder()
  await freeze(freezeRequest(folder))
  return folder
}

const fileOf = (folder: Store, name: string) => join(pathsIn(folder).versionFolder('kb-000001'), name)

async function alter(file: string, change: (content: Buffer) => Buffer | string): Promise<void> {
  await chmod(file, 0o600)
  await writeFile(file, change(await readFile(file)))
}

async function alterManifest(folder: Store, change: (manifest: Record<string, unknown>) => object): Promise<void> {
  await alter(fileOf(folder, 'manifest.json'), (text) => JSON.stringify(change(JSON.parse(text.toString()))))
}

describe('open snapshot', () => {
  it('loads a complete version that can be searched', async () => {
    const folder = await frozenFolder()

    const snapshot = await openSnapshot(folder, 'kb-000001', snapshotParts)

    expect(snapshot.pairs).toEqual(threePairs.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    const [query = null] = await snapshot.embedder.embed(['what are the fees'], 'query')
    const [nearest] = snapshot.index.search(query ?? new Float32Array(512), 1)
    expect(snapshot.pairs[snapshot.passages[nearest?.row ?? -1]?.pair ?? -1]?.id).toBe('fees')
    await snapshot.embedder.close()
  })

  it.each([
    ['pairs.jsonl', 'VERSION_DAMAGED', 'version kb-000001 is damaged: pairs.jsonl is not the file that was frozen'],
    ['vectors.f32', 'VERSION_DAMAGED', 'version kb-000001 is damaged: vectors.f32 is not the file that was frozen'],
    ['embedder.bin', 'VERSION_DAMAGED', 'version kb-000001 is damaged: embedder.bin is not the file that was frozen'],
    ['ranker.bin', 'VERSION_DAMAGED', 'version kb-000001 is damaged: ranker.bin is not the file that was frozen'],
    ['lexical.bin', 'VERSION_DAMAGED', 'version kb-000001 is damaged: lexical.bin is not the file that was frozen'],
    ['index.bin', 'INDEX_DAMAGED', 'the index of version kb-000001 is damaged: it is not the file that was frozen'],
    ['manifest.json', 'VERSION_DAMAGED', 'version kb-000001 is damaged: its manifest is damaged'],
  ])('refuses a truncated or altered %s', async (name, code, message) => {
    const folder = await frozenFolder()
    const file = fileOf(folder, name)
    const whole = await readFile(file)

    await chmod(file, 0o600)
    for (const length of [0, 1, Math.floor(whole.length / 2), whole.length - 2]) {
      await writeFile(file, whole)
      await truncate(file, length)
      await expect(openSnapshot(folder, 'kb-000001', snapshotParts)).rejects.toMatchObject({
        code,
        message,
        next: NEXT,
      })
    }
    await writeFile(file, whole)
    await alter(file, (content) => content.fill(content[0] === 0x41 ? 0x42 : 0x41, 0, 1))
    await expect(openSnapshot(folder, 'kb-000001', snapshotParts)).rejects.toMatchObject({ code, message })
  })

  it.each(['pairs.jsonl', 'vectors.f32', 'embedder.bin', 'ranker.bin', 'lexical.bin', 'index.bin'])(
    'refuses a version without its %s, and lists it as damaged',
    async (name) => {
      const folder = await frozenFolder()
      await rm(fileOf(folder, name))

      await expect(openSnapshot(folder, 'kb-000001', snapshotParts)).rejects.toMatchObject({
        code: name === 'index.bin' ? 'INDEX_DAMAGED' : 'VERSION_DAMAGED',
      })
      expect(await listVersions(folder)).toMatchObject([
        { kind: 'damaged', failure: { message: `version kb-000001 is damaged: ${name} is missing`, next: NEXT } },
      ])
    },
  )

  it('refuses a version whose manifest pins something else than was frozen', async () => {
    const folder = await frozenFolder()
    await alterManifest(folder, (manifest) => ({ ...manifest, index: { format: 'hnsw', parameters: { M: 99 } } }))

    await expect(openSnapshot(folder, 'kb-000001', snapshotParts)).rejects.toMatchObject({
      code: 'VERSION_DAMAGED',
      message: 'version kb-000001 is damaged: its manifest was altered',
    })
  })

  it('refuses a version copied under another number', async () => {
    const folder = await frozenFolder()
    await freeze(freezeRequest(folder))
    await copyFile(fileOf(folder, 'manifest.json'), join(pathsIn(folder).versionFolder('kb-000002'), 'copy'))
    await alter(join(pathsIn(folder).versionFolder('kb-000002'), 'manifest.json'), (text) =>
      text.toString().replace('kb-000002', 'kb-000001'),
    )

    await expect(openSnapshot(folder, 'kb-000002', snapshotParts)).rejects.toMatchObject({
      message: 'version kb-000002 is damaged: its manifest says that it is kb-000001',
    })
  })

  it('distinguishes a version of a later release from a damaged one', async () => {
    const folder = await frozenFolder()
    await alterManifest(folder, (manifest) => ({ ...manifest, format: 2 }))

    await expect(openSnapshot(folder, 'kb-000001', snapshotParts)).rejects.toMatchObject({
      code: 'DATA_FOLDER_NEWER',
      message: 'version kb-000001 has format 2, this release understands 1',
    })
  })

  it('names the existing versions when another is requested', async () => {
    const folder = await temporaryDataFolder()
    await expect(openSnapshot(folder, 'kb-000004', snapshotParts)).rejects.toMatchObject({
      code: 'VERSION_UNKNOWN',
      next: { do: 'freeze-first' },
    })
    await freeze(freezeRequest(folder))
    await expect(openSnapshot(folder, 'kb-000004', snapshotParts)).rejects.toMatchObject({
      code: 'VERSION_UNKNOWN',
      message: 'there is no version kb-000004',
      next: { do: 'choose-version', versions: ['kb-000001'] },
    })
  })

  it('refuses an embedder or an index that this installation does not have', async () => {
    const folder = await frozenFolder()

    await expect(
      openSnapshot(folder, 'kb-000001', {
        ...snapshotParts,
        embedderProviders: [{ ...hashedNgrams, provider: 'other' }],
      }),
    ).rejects.toMatchObject({
      code: 'EMBEDDER_UNKNOWN',
      message: 'version kb-000001 needs the embedder "hashed-ngrams"; known here: other',
    })
    await expect(
      openSnapshot(folder, 'kb-000001', { ...snapshotParts, indexFormats: [exactIndexFormat()] }),
    ).rejects.toMatchObject({
      code: 'INDEX_DAMAGED',
      message: 'the index of version kb-000001 is damaged: its format "hnsw" is none of: exact',
    })
  })

  it('closes and refuses an embedder that is not the pinned one', async () => {
    const folder = await frozenFolder()
    let closed = 0
    const imposter = {
      ...hashedNgrams,
      open: async () => ({
        identity: { name: 'hashed-ngrams', revision: 'other', dimensions: 512 },
        embed: async () => [],
        close: async () => {
          closed++
        },
      }),
    }

    await expect(
      openSnapshot(folder, 'kb-000001', { ...snapshotParts, embedderProviders: [imposter] }),
    ).rejects.toMatchObject({ code: 'EMBEDDER_MISMATCH' })
    expect(closed).toBe(1)
  })
})

describe('list of versions', () => {
  it('shows lineage and aliases, and a damaged version beside the sound ones', async () => {
    const folder = await frozenFolder()
    const { manifest } = await freeze(freezeRequest(folder, { parent: 'kb-000001' }))
    await moveAlias({
      store: folder,
      alias: 'champion',
      to: 'kb-000002',
      by: named('a'),
      reason: 'b',
      clock: fixedClock,
    })
    await moveAlias({
      store: folder,
      alias: 'challenger',
      to: 'kb-000002',
      by: named('a'),
      reason: 'b',
      clock: fixedClock,
    })
    await alter(fileOf(folder, 'manifest.json'), () => '{"for')

    expect(await listVersions(folder)).toEqual([
      {
        kind: 'damaged',
        id: 'kb-000001',
        failure: expect.objectContaining({
          message: 'version kb-000001 is damaged: its manifest is damaged',
          next: NEXT,
        }),
        aliases: [],
      },
      {
        kind: 'complete',
        id: 'kb-000002',
        parent: 'kb-000001',
        contentHash: manifest.contentHash,
        pairs: 3,
        createdAt: '2026-03-01T10:00:00.000Z',
        aliases: ['champion', 'challenger'],
      },
    ])
  })
})
