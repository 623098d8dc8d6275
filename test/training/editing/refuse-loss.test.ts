import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importPairs } from '../../../knowledge/content/workspace.js'
import { named } from '../../../knowledge/person.js'
import { moveAlias } from '../../../knowledge/version/aliases.js'
import { versionIds } from '../../../knowledge/version/read-version.js'
import { freezeWorkspace } from '../../../training/editing/freeze-workspace.js'
import { retrain } from '../../../training/retrain/retrain.js'
import { openWorkspace } from '../../../training/workspace.js'
import { fixedClock, pair, temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'

const AUTHOR = { author: named('Ana Ruiz') }

/** kb-000001 serves with 40 pairs; the workspace was lost since, and has these pairs now. */
async function left(count: number, sourceName = 'kb.csv') {
  const installation = installationOf(await temporaryDataFolder())
  const { store } = installation
  const put = (pairs: number, name: string) => {
    const source = { sourceName: name, sha256: 'a'.repeat(64), replace: false, now: fixedClock.now() }
    return importPairs(openWorkspace(store), {
      ...source,
      pairs: Array.from({ length: pairs }, (_, i) => pair(`m${i}`)),
    })
  }
  await put(40, sourceName)
  await freezeWorkspace(installation, AUTHOR)
  await moveAlias({ store, alias: 'champion', to: 'kb-000001', by: named('Ana'), reason: 'first', clock: fixedClock })
  await rm(join(store.place, 'workspace.json'))
  await put(count, 'kb.csv')
  return installation
}

describe('a version that would lose many pairs', () => {
  it('is not frozen until a person says so', async () => {
    const installation = await left(12)
    await expect(freezeWorkspace(installation, AUTHOR)).rejects.toMatchObject({
      code: 'PAIRS_LOST',
      facts: { version: 'kb-000001', before: 40, lost: 28 },
      next: { do: 'look-after-workspace' },
    })
    expect(await versionIds(installation.store)).toEqual(['kb-000001'])
    const audit = await readFile(join(installation.store.place, 'audit', 'audit.jsonl'), 'utf8')
    expect(audit.trim().split('\n')).toHaveLength(1)
    expect((await freezeWorkspace(installation, { ...AUTHOR, mayLose: true })).manifest.pairs).toBe(12)
  })

  it('is not retrained, also not by a job, which nobody can tell yes', async () => {
    const installation = await left(12)
    const request = { author: null, trigger: 'schedule', resume: 'same-inputs' } as const
    await expect(retrain(installation, request)).rejects.toMatchObject({ code: 'PAIRS_LOST' })
    expect(await versionIds(installation.store)).toEqual(['kb-000001'])
  })

  it('is frozen where a tenth is gone, or the sample was replaced', async () => {
    expect((await freezeWorkspace(await left(36), AUTHOR)).manifest.pairs).toBe(36)
    await expect(freezeWorkspace(await left(35), AUTHOR)).rejects.toMatchObject({ code: 'PAIRS_LOST' })
    expect((await freezeWorkspace(await left(3, 'sample/pairs.es.jsonl'), AUTHOR)).manifest.pairs).toBe(3)
  })
})
