import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { moveAlias, readAliases } from '../../../knowledge/version/aliases.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import { readMoves } from '../../../knowledge/version/promotions.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { fixedClock, freezeRequest, temporaryDataFolder } from '../../support/freezing.js'
import { pathsIn } from '../../support/paths-in.js'

async function folderWithVersions(count: number): Promise<Store> {
  const folder = await temporaryDataFolder()
  for (let i = 0; i < count; i++) await freeze(freezeRequest(folder))
  return folder
}

const promote = (folder: Store, to: VersionId, reason = 'better') =>
  moveAlias({ store: folder, alias: 'champion', to, by: named('ana'), reason, clock: fixedClock })

describe('aliases', () => {
  it('are null before the first promotion', async () => {
    expect(await readAliases(await temporaryDataFolder())).toEqual({ champion: null, challenger: null, moves: 0 })
  })

  it('move one by one, each move on record', async () => {
    const folder = await folderWithVersions(2)

    await promote(folder, 'kb-000001', 'first')
    await moveAlias({
      store: folder,
      alias: 'challenger',
      to: 'kb-000002',
      by: named('job'),
      reason: 'trial',
      clock: fixedClock,
    })
    await promote(folder, 'kb-000002')
    const after = await moveAlias({
      store: folder,
      alias: 'challenger',
      to: null,
      by: named('job'),
      reason: 'won',
      clock: fixedClock,
    })

    expect(after).toEqual({ champion: 'kb-000002', challenger: null, moves: 4 })
    expect(await readAliases(folder)).toEqual(after)
    const at = '2026-03-01T10:00:00.000Z'
    expect(await readMoves(folder, after.moves)).toEqual([
      { move: 1, at, alias: 'champion', from: null, to: 'kb-000001', by: 'ana', reason: 'first' },
      { move: 2, at, alias: 'challenger', from: null, to: 'kb-000002', by: 'job', reason: 'trial' },
      { move: 3, at, alias: 'champion', from: 'kb-000001', to: 'kb-000002', by: 'ana', reason: 'better' },
      { move: 4, at, alias: 'challenger', from: 'kb-000002', to: null, by: 'job', reason: 'won' },
    ])
  })

  it('do not move to an unknown or damaged version', async () => {
    const folder = await folderWithVersions(2)
    await promote(folder, 'kb-000001')
    await rm(join(pathsIn(folder).versionFolder('kb-000002'), 'index.bin'))

    await expect(promote(folder, 'kb-000007')).rejects.toMatchObject({
      code: 'VERSION_UNKNOWN',
      message: 'there is no version kb-000007',
      next: { do: 'choose-version', versions: ['kb-000001', 'kb-000002'] },
    })
    await expect(promote(folder, 'kb-000002')).rejects.toMatchObject({ code: 'VERSION_DAMAGED' })
    expect(await readAliases(folder)).toMatchObject({ champion: 'kb-000001', moves: 1 })
  })

  it('do not leave the citizens without a champion', async () => {
    const folder = await folderWithVersions(1)
    await promote(folder, 'kb-000001')

    await expect(
      moveAlias({ store: folder, alias: 'champion', to: null, by: named('ana'), reason: 'oops', clock: fixedClock }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT', message: 'the champion cannot be taken away' })
  })

  it('lose no move when many move at once', async () => {
    const folder = await folderWithVersions(2)
    const targets = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 'kb-000001' : 'kb-000002') as VersionId)

    await Promise.all(targets.map((to) => promote(folder, to)))

    const { moves } = await readAliases(folder)
    expect(moves).toBe(12)
    expect((await readMoves(folder, moves)).map(({ move }) => move)).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 1),
    )
  })

  it('keep their history when a crash tore its last line or kept a move from taking effect', async () => {
    const folder = await folderWithVersions(2)
    const { moves } = await promote(folder, 'kb-000001')
    const history = pathsIn(folder).movesFile
    const unapplied = (await readFile(history, 'utf8')).replace('"move":1', '"move":2').replace('better', 'crashed')
    await appendFile(history, `${unapplied}{"move":3,"at`)
    expect((await readMoves(folder, moves)).map(({ reason }) => reason)).toEqual(['better'])

    const after = await promote(folder, 'kb-000002', 'again')

    expect((await readMoves(folder, after.moves)).map(({ move, reason }) => [move, reason])).toEqual([
      [1, 'better'],
      [2, 'again'],
    ])
  })

  it('continue counting when their file was deleted, so that the history stays complete', async () => {
    const folder = await folderWithVersions(1)
    await promote(folder, 'kb-000001', 'one')
    await promote(folder, 'kb-000001', 'two')
    await rm(pathsIn(folder).aliasesFile)

    const { moves } = await promote(folder, 'kb-000001', 'three')

    expect((await readMoves(folder, moves)).map(({ reason }) => reason)).toEqual(['one', 'two', 'three'])
  })

  it('are refused when damaged, with the next step', async () => {
    const folder = await folderWithVersions(1)
    await promote(folder, 'kb-000001')
    await truncate(pathsIn(folder).aliasesFile, 20)

    await expect(readAliases(folder)).rejects.toMatchObject({
      code: 'DOCUMENT_DAMAGED',
      message: `${pathsIn(folder).aliasesFile} is damaged: it is not JSON`,
      next: { do: 'restore-or-promote' },
    })
  })

  it('do not hide a damaged history', async () => {
    const folder = await folderWithVersions(1)
    await writeFile(pathsIn(folder).movesFile, 'nonsense\n')

    await expect(readMoves(folder, 5)).rejects.toMatchObject({ code: 'LOG_DAMAGED' })
  })
})
