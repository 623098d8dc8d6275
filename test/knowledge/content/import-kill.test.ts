import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openDocument } from '../../../knowledge/adapters/lowdb-document.js'
import { WORKSPACE_DOCUMENT, type Workspace } from '../../../knowledge/content/workspace.js'
import { packagePath } from '../../../knowledge/package-path.js'
import type { DataFolder } from '../../../knowledge/store/data-folder.js'
import { temporaryDataFolder } from '../../support/freezing.js'
import { seededRandom } from '../../support/seeded-vectors.js'

const PAIRS = 200

interface Work {
  readonly folder: DataFolder
  readonly file: string
  readonly source: string
  readonly times: number
}

interface Kill {
  /** the worker kills itself before this call that changes the disk */
  readonly beforeCall?: number
  /** the worker is killed so long after it began */
  readonly afterMs?: number
}

/** Runs the worker to its end or its death; true when it finished its work. */
async function runWorker({ folder, file, source, times }: Work, { beforeCall, afterMs }: Kill = {}): Promise<boolean> {
  const script = packagePath('test', 'support', 'import-worker.mjs')
  const given = [script, packagePath('dist'), folder.root, file, source, `${times}`]
  const child = spawn(process.execPath, [...given, ...(beforeCall ? [`${beforeCall}`] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  if (afterMs !== undefined) {
    await Promise.race([once(child.stdout, 'data'), closed])
    await sleep(afterMs)
    child.kill('SIGKILL')
  }
  const [status, signal] = await closed
  if (signal !== 'SIGKILL') expect(status).toBe(0)
  return said.includes('done')
}

/** As if the time had passed after which a dead holder's lock counts no more. */
async function ageLocks({ locksFolder }: DataFolder): Promise<void> {
  const longAgo = new Date(Date.now() - 60_000)
  for (const name of await readdir(locksFolder)) {
    if (name.endsWith('.lock')) await utimes(join(locksFolder, name), longAgo, longAgo)
  }
}

async function folderWithFile(): Promise<Omit<Work, 'source' | 'times'>> {
  const folder = await temporaryDataFolder()
  const file = join(folder.root, 'kb.csv')
  const rows = Array.from({ length: PAIRS }, (_, i) => `m${i},Matter ${i}?,${'Answer. '.repeat(20)}`)
  await writeFile(file, `id,question,answer\n${rows.join('\n')}\n`)
  return { folder, file }
}

function readWorkspace({ workspaceFile, locksFolder }: DataFolder): Promise<Workspace> {
  return openDocument({ ...WORKSPACE_DOCUMENT, file: workspaceFile, locksFolder }).read()
}

/** The pairs are those of one import, whole; null before the first. */
async function roundOf(folder: DataFolder): Promise<string | null> {
  const { pairs } = await readWorkspace(folder)
  const rounds = [...new Set(pairs.map(({ pair }) => pair.owner))]
  if (pairs.length === 0) return null
  expect(pairs).toHaveLength(PAIRS)
  expect(rounds).toHaveLength(1)
  return rounds[0] ?? null
}

describe('an import', () => {
  it('killed before any change to the disk is there whole or not at all', async () => {
    const { folder, file } = await folderWithFile()
    let kills = 0
    while (!(await runWorker({ folder, file, source: 'a', times: 2 }, { beforeCall: kills + 1 }))) {
      kills++
      expect([null, 'round 0', 'round 1']).toContain(await roundOf(folder))
      await ageLocks(folder)
    }
    expect(kills).toBeGreaterThan(8)
    expect(await roundOf(folder)).toBe('round 1')
  })

  it('killed at random moments is there whole or not at all', async () => {
    const { folder, file } = await folderWithFile()
    const random = seededRandom(31)
    for (let round = 0; round < 12; round++) {
      await runWorker({ folder, file, source: 'a', times: 1_000 }, { afterMs: random() * 150 })
      await roundOf(folder)
      await ageLocks(folder)
    }
    expect(await runWorker({ folder, file, source: 'a', times: 1 })).toBe(true)
    expect(await roundOf(folder)).toBe('round 0')
    expect((await readdir(folder.root)).filter((name) => name.endsWith('.tmp'))).toEqual([])
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

  it('leaves the file readable for a program that knows nothing of it', async () => {
    const { folder, file } = await folderWithFile()
    await runWorker({ folder, file, source: 'a', times: 1 })
    expect(JSON.parse(await readFile(folder.workspaceFile, 'utf8'))).toMatchObject({ format: 1 })
  })
})
