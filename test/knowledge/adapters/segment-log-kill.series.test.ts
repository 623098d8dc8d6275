import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openLog, readLog } from '../../../knowledge/adapters/segment-log.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { numbersIn } from '../../contracts/append-log.js'
import { seededRandom } from '../../support/seeded-vectors.js'
import { inLength } from '../../support/series.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const noteSchema = z.object({ number: z.number(), text: z.string() })
const numbers = (folder: string) => numbersIn(readLog(folder, noteSchema))

interface Killed {
  readonly acknowledged: readonly number[]
  /** how many entries a reader found while the writer was at work */
  readonly seenMeanwhile: number
}

/** Starts a writer that numbers its notes from `first`, and kills it once it has acknowledged so many. */
async function writeAndKill(folder: string, first: number, entries: number): Promise<Killed> {
  const script = packagePath('test', 'support', 'log-writer.mjs')
  const child = spawn(process.execPath, [script, packagePath('dist'), folder, `${first}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  let said = ''
  let seen = Promise.resolve<readonly number[]>([])
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const before = said.split('\n').length
    said += text
    const lines = said.split('\n').length
    if (before <= entries / 2 && lines > entries / 2) seen = numbers(folder)
    if (lines > entries) child.kill('SIGKILL')
  })
  const [, signal] = await closed
  expect(signal).toBe('SIGKILL')
  const [opened, ...acknowledged] = said.split('\n').slice(0, -1)
  expect(opened).toBe('open')
  return { acknowledged: acknowledged.map(Number), seenMeanwhile: (await seen).length }
}

/** As if the time had passed after which a dead writer's lock counts no more. */
async function ageLock(folder: string): Promise<void> {
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(join(folder, 'writer.lock'), longAgo, longAgo)
}

describe('a log whose writer is killed', () => {
  it('keeps every acknowledged entry, once and in order, at any moment of the kill', async () => {
    const folder = await temporaryFolder()
    const random = seededRandom(11)
    const acknowledged: number[] = []
    let seenMeanwhile = 0
    for (let round = 0; round < inLength({ suite: 4, series: 40 }); round++) {
      const killed = await writeAndKill(folder, round * 1_000_000, 30 + Math.floor(random() * 300))
      acknowledged.push(...killed.acknowledged)
      seenMeanwhile += killed.seenMeanwhile
      await ageLock(folder)

      const found = await numbers(folder)
      expect(found).toEqual([...new Set(found)].sort((a, b) => a - b))
      const kept = new Set(found)
      expect(acknowledged.filter((number) => !kept.has(number))).toEqual([])
    }
    expect(acknowledged.length).toBeGreaterThan(100)
    expect(seenMeanwhile).toBeGreaterThan(100)
  })

  it('lets the next writer in within seconds', async () => {
    const folder = await temporaryFolder()
    await writeAndKill(folder, 0, 50)

    const logger = { debug() {}, info() {}, warn() {}, error() {} }
    const log = await openLog({ folder, schema: noteSchema, clock: { now: () => new Date() }, logger })
    await log.append({ number: 9_000_000, text: '' })
    await log.close()
    expect((await numbers(folder)).at(-1)).toBe(9_000_000)
  })
})
