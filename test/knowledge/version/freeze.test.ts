import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDataFolder } from '../../../knowledge/adapters/data-folder.js'
import { hashedNgrams } from '../../../knowledge/adapters/hashed-ngram-embedder.js'
import { hnswIndexFormat } from '../../../knowledge/adapters/hnsw-index.js'
import { KnowledgeError } from '../../../knowledge/errors.js'
import { named } from '../../../knowledge/person.js'
import type { Embedder, EmbedderProvider } from '../../../knowledge/ports.js'
import { moveAlias, readAliases } from '../../../knowledge/version/aliases.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import type { RankerMaterial } from '../../../knowledge/version/freeze-parts.js'
import { listVersions } from '../../../knowledge/version/list-versions.js'
import { openSnapshot } from '../../../knowledge/version/open-snapshot.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import {
  fixedClock,
  freezeRequest,
  pair,
  snapshotParts,
  temporaryDataFolder,
  threePairs,
} from '../../support/freezing.js'
import { pathsIn } from '../../support/paths-in.js'
import { canMount, mountSmallDisk } from '../../support/small-disk.js'

describe('freeze', () => {
  it('writes a numbered, read-only version that describes itself', async () => {
    const folder = await temporaryDataFolder()
    const source = { name: 'kb.jsonl', sha256: 'a'.repeat(64), pairs: 3, importedAt: '2026-02-01T00:00:00.000Z' }

    const { manifest, embedded, reused } = await freeze(
      freezeRequest(folder, { sources: [source], job: 'job-1', author: named('ana') }),
    )

    expect(manifest).toMatchObject({
      format: 1,
      id: 'kb-000001',
      createdAt: '2026-03-01T10:00:00.000Z',
      pairs: 3,
      phrasings: 9,
      languages: ['en', 'es'],
      embedder: { provider: 'hashed-ngrams', name: 'hashed-ngrams', dimensions: 512 },
      index: { format: 'hnsw', parameters: { M: 16, efConstruction: 200 } },
      lineage: { parent: null, sources: [source], job: 'job-1', author: 'ana' },
    })
    expect({ embedded, reused }).toEqual({ embedded: 9, reused: 0 })
    const path = pathsIn(folder).versionFolder('kb-000001')
    expect(JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8'))).toEqual(manifest)
    const names = (await readdir(path)).sort()
    expect(names.join(' ')).toBe('embedder.bin index.bin lexical.bin manifest.json pairs.jsonl ranker.bin vectors.f32')
    for (const name of names) expect((await stat(join(path, name))).mode & 0o777).toBe(0o444)
    expect(Object.keys(manifest.files).sort()).toEqual(names.filter((name) => name !== 'manifest.json'))
    expect(await readdir(pathsIn(folder).stagingFolder)).toEqual([])
  })

  it('orders the pairs by id and language whatever order they come in', async () => {
    const folder = await temporaryDataFolder()
    const pairs = [pair('b', { language: 'es' }), pair('a'), pair('b')]

    await freeze(freezeRequest(folder, { pairs }))
    const { pairs: kept, embedder } = await openSnapshot(folder, 'kb-000001', snapshotParts)
    await embedder.close()

    expect(kept.map(({ id, language }) => `${id}/${language}`)).toEqual(['a/en', 'b/en', 'b/es'])
  })

  it('gives the same content hash and the same files for the same inputs in two folders', async () => {
    const [one, two] = [await temporaryDataFolder(), await temporaryDataFolder()]
    const many = Array.from({ length: 120 }, (_, i) => pair(`matter ${i}`, { metadata: { b: '1', a: `${i}` } }))
    const shuffled = many.toReversed().map((each) => ({ ...each, metadata: { a: each.metadata.a ?? '', b: '1' } }))

    const first = await freeze(freezeRequest(one, { pairs: many, job: 'x', author: named('ana') }))
    await freeze(freezeRequest(two, { pairs: threePairs }))
    const second = await freeze(freezeRequest(two, { pairs: shuffled, job: 'y' }))

    expect(second.manifest.id).toBe('kb-000002')
    expect(second.manifest.contentHash).toBe(first.manifest.contentHash)
    expect(second.manifest.files).toEqual(first.manifest.files)
  })

  it.each([
    ['a pair', { pairs: [...threePairs.slice(1), pair('fees', { answer: 'Another answer.' })] }],
    ['the ranker', { fitRanker: async () => Uint8Array.of(1) }],
    ['the embedder', { embedderProvider: withOption(hashedNgrams) }],
    ['the index', { indexFormat: hnswIndexFormat({ M: 8 }) }],
  ])('gives another content hash when %s differs', async (_what, difference) => {
    const folder = await temporaryDataFolder()

    const first = await freeze(freezeRequest(folder))
    const second = await freeze(freezeRequest(folder, difference))

    expect(second.manifest.contentHash).not.toBe(first.manifest.contentHash)
  })

  it("reuses the parent's vectors of unchanged phrasings", async () => {
    const folder = await temporaryDataFolder()
    await freeze(freezeRequest(folder))
    const next = [...threePairs, pair('taxes', { alternateQuestions: [] })]
    const { provider, texts } = recording(hashedNgrams)

    const child = await freeze(freezeRequest(folder, { pairs: next, parent: 'kb-000001', embedderProvider: provider }))

    expect(child).toMatchObject({ embedded: 1, reused: 9, manifest: { lineage: { parent: 'kb-000001' } } })
    expect(texts).toEqual(['What is taxes?'])
    const [old, young] = await Promise.all(
      (['kb-000001', 'kb-000002'] as const).map((id) => openSnapshot(folder, id, snapshotParts)),
    )
    const rowFor = (snapshot: typeof old, text: string) => {
      const row = snapshot?.passages.findIndex((passage) => passage.text === text) ?? -1
      return snapshot?.vectors.values.slice(row * 512, (row + 1) * 512)
    }
    expect(rowFor(young, 'What is statutes?')).toEqual(rowFor(old, 'What is statutes?'))
  })

  it('embeds everything again with another embedder', async () => {
    const folder = await temporaryDataFolder()
    await freeze(freezeRequest(folder))
    const many = Array.from({ length: 30 }, (_, i) => pair(`matter${i}`))

    // So many more texts that the embedder learns its weights again.
    const child = await freeze(freezeRequest(folder, { pairs: [...threePairs, ...many], parent: 'kb-000001' }))

    expect(child).toMatchObject({ embedded: 99, reused: 0 })
  })

  it('keeps an embedder that parent and child share once on the disk', async () => {
    const folder = await temporaryDataFolder()
    await freeze(freezeRequest(folder))
    await freeze(freezeRequest(folder, { parent: 'kb-000001' }))
    const embedderOf = (id: VersionId) => stat(join(pathsIn(folder).versionFolder(id), 'embedder.bin'))
    const [parent, child] = [await embedderOf('kb-000001'), await embedderOf('kb-000002')]
    expect([child.ino, child.mode & 0o777]).toEqual([parent.ino, 0o444])
    await rm(pathsIn(folder).versionFolder('kb-000001'), { recursive: true })
    await (await openSnapshot(folder, 'kb-000002', snapshotParts)).embedder.close()
  })

  it('embeds everything again when the parent is damaged', async () => {
    const folder = await temporaryDataFolder()
    await freeze(freezeRequest(folder))
    await rm(join(pathsIn(folder).versionFolder('kb-000001'), 'vectors.f32'))

    expect(await freeze(freezeRequest(folder, { parent: 'kb-000001' }))).toMatchObject({ embedded: 9, reused: 0 })
  })

  it('embeds a phrasing that several pairs share only once', async () => {
    const folder = await temporaryDataFolder()
    const pairs = [pair('a', { question: 'Same?' }), pair('b', { question: 'Same?' })]

    expect(await freeze(freezeRequest(folder, { pairs }))).toMatchObject({ embedded: 5 })
  })

  it('keeps a zero row for a phrasing without a vector', async () => {
    const folder = await temporaryDataFolder()
    await freeze(freezeRequest(folder, { pairs: [pair('a', { question: '👍', alternateQuestions: ['words'] })] }))

    const { vectors, index, embedder } = await openSnapshot(folder, 'kb-000001', snapshotParts)
    await embedder.close()

    expect(vectors.values.subarray(0, 512).every((value) => value === 0)).toBe(true)
    expect(index.size).toBe(1)
  })

  it('passes all available data to the ranker', async () => {
    const folder = await temporaryDataFolder()
    let seen: RankerMaterial | null = null
    await freeze(
      freezeRequest(folder, {
        fitRanker: async (material) => {
          const [query = null] = await material.embedder.embed(['What is fees?'], 'query')
          expect(material.index.search(query ?? new Float32Array(512), 1)[0]?.row).toBe(3)
          seen = material
          return Uint8Array.of(7)
        },
      }),
    )

    expect(seen).toMatchObject({ vectors: { rows: 9, dimensions: 512 } })
    const { ranker, embedder } = await openSnapshot(folder, 'kb-000001', snapshotParts)
    await embedder.close()
    expect([...ranker]).toEqual([7])
  })

  it('reports its progress', async () => {
    const folder = await temporaryDataFolder()
    const steps: string[] = []
    await freeze(freezeRequest(folder, { onProgress: (step, done, total) => steps.push(`${step} ${done}/${total}`) }))

    expect(steps).toEqual(['embed 0/9', 'embed 9/9', 'index 0/9', 'index 9/9', 'rank 0/null'])
  })

  it('refuses to freeze nothing', async () => {
    const folder = await temporaryDataFolder()

    await expect(freeze(freezeRequest(folder, { pairs: [] }))).rejects.toMatchObject({
      code: 'EMPTY_KNOWLEDGE_BASE',
      message: 'there is no pair to freeze',
      next: { do: 'import-first' },
    })
    expect(await listVersions(folder)).toEqual([])
  })

  it('refuses an answer with too much Markdown in it, by name', async () => {
    const answer = '- punto\n'.repeat(300)
    const error: unknown = await freeze(
      freezeRequest(await temporaryDataFolder(), { pairs: [pair('a'), pair('list', { language: 'es', answer })] }),
    ).catch((thrown: unknown) => thrown)
    if (!(error instanceof KnowledgeError)) throw error
    expect(error).toMatchObject({ code: 'BAD_INPUT', facts: { what: 'answer-too-intricate', pair: 'list/es' } })
    expect(error.messageIn('es')).toContain(
      'la respuesta de la entrada list/es suma 600 líneas y signos de Markdown, y el máximo es 500',
    )
  })

  it('refuses a repeated pair and a pair that breaks the schema, by name', async () => {
    const folder = await temporaryDataFolder()

    await expect(freeze(freezeRequest(folder, { pairs: [pair('a'), pair('a')] }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'pair a/en is there twice',
    })
    await expect(freeze(freezeRequest(folder, { pairs: [{ ...pair('a'), answer: '' }] }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'pair a/en breaks the schema',
    })
  })

  it('names the known versions when the parent is unknown', async () => {
    const folder = await temporaryDataFolder()
    await freeze(freezeRequest(folder))

    await expect(freeze(freezeRequest(folder, { parent: 'kb-000009' }))).rejects.toMatchObject({
      code: 'VERSION_UNKNOWN',
      message: 'there is no version kb-000009',
      next: { do: 'choose-version', versions: ['kb-000001'] },
    })
    expect(await readdir(pathsIn(folder).stagingFolder)).toEqual([])
  })

  it('lets only one freeze run at a time', async () => {
    const folder = await temporaryDataFolder()
    let finish: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      finish = resolve
    })
    let began: () => void = () => {}
    const ranking = new Promise<void>((resolve) => {
      began = resolve
    })
    const first = freeze(
      freezeRequest(folder, {
        fitRanker: async () => {
          began()
          await held
          return Uint8Array.of(1)
        },
      }),
    )
    await ranking

    await expect(freeze(freezeRequest(folder))).rejects.toMatchObject({ code: 'DATA_FOLDER_BUSY' })
    finish()
    expect((await first).manifest.id).toBe('kb-000001')
    expect((await freeze(freezeRequest(folder))).manifest.id).toBe('kb-000002')
  })

  it('removes leftovers of killed runs and never reuses a number', async () => {
    const folder = await temporaryDataFolder()
    await freeze(freezeRequest(folder))
    await freeze(freezeRequest(folder))
    await moveAlias({
      store: folder,
      alias: 'champion',
      to: 'kb-000002',
      by: named('a'),
      reason: 'b',
      clock: fixedClock,
    })
    await rm(pathsIn(folder).versionFolder('kb-000002'), { recursive: true, force: true })
    await mkdir(join(pathsIn(folder).stagingFolder, 'freeze-0123'))
    await mkdir(pathsIn(folder).versionFolder('kb-000007'))
    await writeFile(join(pathsIn(folder).versionFolder('kb-000007'), 'pairs.jsonl'), '{')
    expect((await listVersions(folder)).map(({ id }) => id)).toEqual(['kb-000001'])

    const { manifest } = await freeze(freezeRequest(folder))

    expect(manifest.id).toBe('kb-000003')
    expect(await readdir(pathsIn(folder).stagingFolder)).toEqual([])
    expect((await readdir(pathsIn(folder).versionsFolder)).sort()).toEqual(['kb-000001', 'kb-000003'])
  })

  it('changes nothing when a step fails', async () => {
    const folder = await temporaryDataFolder()
    await freeze(freezeRequest(folder))
    const { provider, closed } = recording(hashedNgrams)
    const fitRanker = async () => {
      throw new Error('broken ranker')
    }

    await expect(freeze(freezeRequest(folder, { fitRanker, embedderProvider: provider }))).rejects.toThrow(
      'broken ranker',
    )

    expect(closed()).toBe(1)
    expect(await readdir(pathsIn(folder).stagingFolder)).toEqual([])
    expect((await listVersions(folder)).map(({ id }) => id)).toEqual(['kb-000001'])
  })

  it.skipIf(!canMount())(
    'says that the disk is full and leaves the champion serving (needs the right to mount a small file system)',
    async () => {
      const disk = await mountSmallDisk(1)
      try {
        const folder = await openDataFolder(disk.folder, fixedClock)
        const { manifest } = await freeze(freezeRequest(folder))
        await moveAlias({
          store: folder,
          alias: 'champion',
          to: manifest.id,
          by: named('a'),
          reason: 'b',
          clock: fixedClock,
        })
        const many = Array.from({ length: 300 }, (_, i) => pair(`matter${i}`))

        for (const pairs of [many, many.slice(0, 100), many.slice(0, 75)]) {
          await expect(freeze(freezeRequest(folder, { pairs }))).rejects.toMatchObject({ code: 'DISK_FULL' })
        }

        expect((await readAliases(folder)).champion).toBe('kb-000001')
        const { embedder } = await openSnapshot(folder, 'kb-000001', snapshotParts)
        await embedder.close()
        expect((await freeze(freezeRequest(folder))).manifest.id).toBe('kb-000002')
      } finally {
        await disk.remove()
      }
    },
  )
})

/** The provider, pinning one option more. */
function withOption(inner: EmbedderProvider): EmbedderProvider {
  return {
    ...inner,
    async fit(corpus, parentState) {
      const fitted = await inner.fit(corpus, parentState)
      return { ...fitted, pin: { ...fitted.pin, options: { more: true } } }
    },
  }
}

/** The provider, with what went through it. */
function recording(inner: EmbedderProvider) {
  const texts: string[] = []
  let closes = 0
  const record = (embedder: Embedder): Embedder => ({
    identity: embedder.identity,
    embed(batch, role) {
      texts.push(...batch)
      return embedder.embed(batch, role)
    },
    async close() {
      closes++
      await embedder.close()
    },
  })
  const provider: EmbedderProvider = {
    provider: inner.provider,
    async fit(corpus, parentState) {
      const fitted = await inner.fit(corpus, parentState)
      return { ...fitted, embedder: record(fitted.embedder) }
    },
    open: (pin, state) => inner.open(pin, state),
  }
  return { provider, texts, closed: () => closes }
}
