import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDocument } from '../../../knowledge/adapters/lowdb-document.js'
import { danglingPrompts } from '../../../knowledge/content/dangling-prompts.js'
import { PAIR_LIMITS } from '../../../knowledge/content/qna-pair.js'
import { importPairs, readForFreezing, WORKSPACE_DOCUMENT } from '../../../knowledge/content/workspace.js'
import { cpuMsOf } from '../../support/cpu-time.js'
import { pair } from '../../support/freezing.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const hash = (digit: string) => digit.repeat(64)

async function emptyWorkspace() {
  const folder = await temporaryFolder()
  const locksFolder = join(folder, 'locks')
  await mkdir(locksFolder)
  const file = join(folder, 'workspace.json')
  return { file, workspace: openDocument({ ...WORKSPACE_DOCUMENT, file, locksFolder }) }
}

const request = {
  sourceName: 'kb.jsonl',
  sha256: hash('a'),
  replace: false,
  now: new Date('2026-03-01T10:00:00.000Z'),
}

/** What an import has nothing to say of. */
const nothing = { dangling: [], lostPhrasings: [], strayedPhrasings: [] }

describe('the workspace', () => {
  it('counts what an import added, changed and found unchanged', async () => {
    const { workspace } = await emptyWorkspace()
    const first = await importPairs(workspace, {
      ...request,
      pairs: [pair('b'), pair('a'), pair('a', { language: 'es' })],
    })
    expect(first).toEqual({ added: 3, changed: 0, unchanged: 0, retired: 0, takenOver: {}, ...nothing })

    const second = await importPairs(workspace, {
      ...request,
      pairs: [pair('a'), pair('b', { answer: 'Another.' }), pair('c')],
    })
    expect(second).toEqual({ added: 1, changed: 1, unchanged: 1, retired: 0, takenOver: {}, ...nothing })

    const { pairs } = await readForFreezing(workspace)
    expect(pairs.map(({ id, language }) => `${id}/${language}`)).toEqual(['a/en', 'a/es', 'b/en', 'c/en'])
    expect(pairs[2]?.answer).toBe('Another.')
  })

  it('does not count another order of metadata as a change', async () => {
    const { workspace } = await emptyWorkspace()
    await importPairs(workspace, { ...request, pairs: [pair('a', { metadata: { x: '1', y: '2' } })] })
    const again = await importPairs(workspace, { ...request, pairs: [pair('a', { metadata: { y: '2', x: '1' } })] })
    expect(again).toMatchObject({ changed: 0, unchanged: 1 })
  })

  it('retires pairs that a replaced source no longer has, and none of other sources', async () => {
    const { workspace } = await emptyWorkspace()
    await importPairs(workspace, { ...request, pairs: [pair('a'), pair('b')] })
    await importPairs(workspace, { ...request, sourceName: 'other.csv', sha256: hash('b'), pairs: [pair('c')] })
    const report = await importPairs(workspace, { ...request, sha256: hash('c'), replace: true, pairs: [pair('b')] })
    expect(report).toEqual({ added: 0, changed: 0, unchanged: 1, retired: 1, takenOver: {}, ...nothing })
    const { pairs, sources } = await readForFreezing(workspace)
    expect(pairs.map(({ id }) => id)).toEqual(['b', 'c'])
    expect(sources).toEqual([
      { name: 'kb.jsonl', sha256: hash('c'), pairs: 1, importedAt: '2026-03-01T10:00:00.000Z' },
      { name: 'other.csv', sha256: hash('b'), pairs: 1, importedAt: '2026-03-01T10:00:00.000Z' },
    ])
  })

  it('names each file that its pairs come from, and drops a file without pairs', async () => {
    const { workspace } = await emptyWorkspace()
    const later = new Date('2026-03-02T10:00:00.000Z')
    await importPairs(workspace, { ...request, pairs: [pair('a'), pair('b')] })
    await importPairs(workspace, { ...request, sha256: hash('b'), now: later, pairs: [pair('b')] })
    expect((await readForFreezing(workspace)).sources).toEqual([
      { name: 'kb.jsonl', sha256: hash('a'), pairs: 1, importedAt: '2026-03-01T10:00:00.000Z' },
      { name: 'kb.jsonl', sha256: hash('b'), pairs: 1, importedAt: '2026-03-02T10:00:00.000Z' },
    ])
    await importPairs(workspace, { ...request, sha256: hash('c'), now: later, pairs: [pair('a'), pair('b')] })
    expect((await readForFreezing(workspace)).sources).toMatchObject([{ sha256: hash('c'), pairs: 2 }])
  })

  it('says how many pairs an import took over from another source', async () => {
    const { workspace } = await emptyWorkspace()
    await importPairs(workspace, { ...request, pairs: [pair('a'), pair('b')] })
    const other = { ...request, sourceName: 'other.csv', sha256: hash('b') }
    const report = await importPairs(workspace, { ...other, pairs: [pair('a', { answer: 'Else.' })] })
    expect(report).toEqual({
      added: 0,
      changed: 1,
      unchanged: 0,
      retired: 0,
      takenOver: { 'kb.jsonl': 1 },
      ...nothing,
    })
  })

  it('refuses an id that another source gave to another question, naming both', async () => {
    const { workspace } = await emptyWorkspace()
    const tax = pair('qna-1', { question: '¿Cuánto es el impuesto?', alternateQuestions: ['importe del impuesto'] })
    await importPairs(workspace, { ...request, sourceName: 'taxes.tsv', pairs: [tax] })
    const other = { ...request, sourceName: 'register.tsv', sha256: hash('b') }
    const foreign = pair('qna-1', { question: '¿Cómo me empadrono?' })
    await expect(importPairs(workspace, { ...other, pairs: [pair('new'), foreign] })).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
      message: expect.stringContaining('qna-1/en is “¿Cuánto es el impuesto?” of taxes.tsv'),
    })
    expect((await readForFreezing(workspace)).pairs).toEqual([tax])

    const renewed = pair('qna-1', { question: '¿Qué impuesto pago?', alternateQuestions: ['Importe del impuesto.'] })
    expect(await importPairs(workspace, { ...other, pairs: [renewed] })).toMatchObject({
      changed: 1,
      takenOver: { 'taxes.tsv': 1 },
    })
  })

  it('reports curated phrasings that are gone, and those that now lead to another question', async () => {
    const { workspace } = await emptyWorkspace()
    await importPairs(workspace, { ...request, pairs: [pair('a'), pair('b'), pair('c')] })
    await workspace.update((current) => ({
      next: { ...current, pairs: current.pairs.map((one) => ({ ...one, phrasings: [`as curated: ${one.pair.id}`] })) },
      outcome: null,
    }))
    const full = Array.from({ length: PAIR_LIMITS.alternateQuestions }, (_, i) => `phrasing ${i}`)
    const pairs = [
      pair('a', { alternateQuestions: full }),
      pair('b', { question: 'Something else?', alternateQuestions: [] }),
    ]
    expect(await importPairs(workspace, { ...request, replace: true, pairs })).toMatchObject({
      lostPhrasings: [
        { pair: 'a/en', phrasing: 'as curated: a' },
        { pair: 'c/en', phrasing: 'as curated: c' },
      ],
      strayedPhrasings: [{ pair: 'b/en', phrasing: 'as curated: b' }],
    })
  })

  it('changes nothing when it cannot be recorded', async () => {
    const { workspace } = await emptyWorkspace()
    const unrecorded = importPairs(workspace, { ...request, pairs: [pair('a')] }, () => Promise.reject(new Error('no')))
    await expect(unrecorded).rejects.toThrow('no')
    expect((await readForFreezing(workspace)).pairs).toEqual([])
  })

  it('is the same file, byte for byte, in any order of imports', async () => {
    const one = await emptyWorkspace()
    const other = await emptyWorkspace()
    await importPairs(one.workspace, { ...request, pairs: [pair('á'), pair('z'), pair('B')] })
    await importPairs(other.workspace, { ...request, pairs: [pair('z'), pair('B')] })
    await importPairs(other.workspace, { ...request, pairs: [pair('á')] })
    expect(await readFile(one.file, 'utf8')).toBe(await readFile(other.file, 'utf8'))
  })

  it('keeps the citation that citizens see apart from the name of the import', async () => {
    const { workspace } = await emptyWorkspace()
    await importPairs(workspace, { ...request, pairs: [pair('a', { source: 'https://a.example' })] })
    expect((await workspace.read()).pairs).toMatchObject([
      { pair: { source: 'https://a.example' }, importedFrom: 'kb.jsonl' },
    ])
  })

  it('takes ten thousand pairs in a few seconds', async () => {
    const { workspace } = await emptyWorkspace()
    const pairs = Array.from({ length: 10_000 }, (_, i) => pair(`pair-${i}`, { answer: 'An answer. '.repeat(50) }))
    const cpuMs = await cpuMsOf(async () => {
      expect(await importPairs(workspace, { ...request, pairs })).toMatchObject({ added: 10_000 })
      expect(await importPairs(workspace, { ...request, pairs })).toMatchObject({ unchanged: 10_000 })
    })
    expect(cpuMs).toBeLessThan(15_000)
  })
})

describe('dangling prompts', () => {
  const leading = pair('a', {
    prompts: [
      { displayText: 'There', pairId: 'b' },
      { displayText: 'Nowhere', pairId: 'c' },
    ],
  })

  it('are those that lead to no pair in the same language', () => {
    const found = danglingPrompts([leading, pair('b'), pair('c', { language: 'es' })])
    expect(found).toEqual([{ pair: leading, prompt: { displayText: 'Nowhere', pairId: 'c' }, position: 1 }])
  })

  it('are not those that lead to a pair known from elsewhere', () => {
    expect(danglingPrompts([leading, pair('b')], new Set(['c/en']))).toEqual([])
  })
})
