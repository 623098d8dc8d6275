import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WORKSPACE_DOCUMENT, type Workspace } from '../../../knowledge/content/workspace.js'
import type { Store } from '../../../knowledge/store/store.js'
import { ageLocks } from '../../support/age-locks.js'
import { temporaryDataFolder } from '../../support/freezing.js'
import { pathsIn } from '../../support/paths-in.js'
import { runScript } from '../../support/run-script.js'
import { seededRandom } from '../../support/seeded-vectors.js'
import { inLength } from '../../support/series.js'

const PAIRS = 200

interface Work {
  readonly folder: Store
  readonly file: string
  readonly source: string
  readonly times: number
}

/** How a worker is killed. */
type Kill = { readonly beforeCall: number } | { readonly afterMs: number }

/** Runs the worker to its end or its death; true when it finished its work. */
async function runWorker({ folder, file, source, times }: Work, kill?: Kill): Promise<boolean> {
  const given = [folder.place, file, source, times]
  const { said } =
    kill !== undefined && 'beforeCall' in kill
      ? await runScript('import-worker.mjs', [...given, kill.beforeCall])
      : await runScript('import-worker.mjs', given, kill === undefined ? {} : { killAfterMs: kill.afterMs })
  return said.includes('done')
}

async function folderWithFile(): Promise<Omit<Work, 'source' | 'times'>> {
  const folder = await temporaryDataFolder()
  const file = join(folder.place, 'kb.csv')
  const rows = Array.from({ length: PAIRS }, (_, i) => `m${i},Matter ${i}?,${'Answer. '.repeat(20)}`)
  await writeFile(file, `id,question,answer\n${rows.join('\n')}\n`)
  return { folder, file }
}

function readWorkspace(store: Store): Promise<Workspace> {
  return store.document(WORKSPACE_DOCUMENT).read()
}

/** The pairs are those of one import, whole; null before the first. */
async function roundOf(folder: Store): Promise<string | null> {
  const { pairs } = await readWorkspace(folder)
  const rounds = [...new Set(pairs.map(({ pair }) => pair.owner))]
  if (pairs.length === 0) return null
  expect(pairs).toHaveLength(PAIRS)
  expect(rounds).toHaveLength(1)
  return rounds[0] ?? null
}

describe('an import', () => {
  it('killed before any change to the disk is complete or has no effect', async () => {
    const { folder, file } = await folderWithFile()
    let kills = 0
    const step = inLength({ suite: 3, series: 1 })
    const work = { folder, file, source: 'a', times: 2 }
    for (let call = 1; !(await runWorker(work, { beforeCall: call })); call += step) {
      kills++
      expect([null, 'round 0', 'round 1']).toContain(await roundOf(folder))
      await ageLocks(folder)
    }
    expect(kills).toBeGreaterThan(inLength({ suite: 2, series: 8 }))
    expect(await roundOf(folder)).toBe('round 1')
  })

  it('killed at random moments is complete or has no effect', async () => {
    const { folder, file } = await folderWithFile()
    const random = seededRandom(31)
    for (let round = 0; round < inLength({ suite: 3, series: 12 }); round++) {
      await runWorker({ folder, file, source: 'a', times: 1_000 }, { afterMs: random() * 150 })
      await roundOf(folder)
      await ageLocks(folder)
    }
    expect(await runWorker({ folder, file, source: 'a', times: 1 })).toBe(true)
    expect(await roundOf(folder)).toBe('round 0')
    expect((await readdir(folder.place)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('loses nothing of another that runs at the same time', async () => {
    const { folder, file } = await folderWithFile()
    const finished = await Promise.all(['a', 'b', 'c'].map((source) => runWorker({ folder, file, source, times: 4 })))
    expect(finished).toEqual([true, true, true])
    const { pairs, sources } = await readWorkspace(folder)
    expect(pairs).toHaveLength(3 * PAIRS)
    expect(new Set(pairs.map(({ pair }) => pair.owner))).toEqual(new Set(['round 3']))
    expect(sources.map(({ name, pairs: count }) => [name, count])).toEqual([
      ['a', PAIRS],
      ['b', PAIRS],
      ['c', PAIRS],
    ])
  })

  it('leaves the file readable for another program', async () => {
    const { folder, file } = await folderWithFile()
    await runWorker({ folder, file, source: 'a', times: 1 })
    expect(JSON.parse(await readFile(pathsIn(folder).workspaceFile, 'utf8'))).toMatchObject({ format: 1 })
  })
})
