import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { acquireLock } from '../../../knowledge/store/folder-lock.js'
import { PATIENCE_MS } from '../../support/patience.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** The least that a lock may be kept for dead after. */
const STALE_MS = 2_000
const script = packagePath('test', 'support', 'lock-holder.mjs')

/** Another process that holds the lock, with the lines that it says. */
async function otherHolder(path: string, staleMs = STALE_MS) {
  const given = [script, packagePath('dist'), path, `${staleMs}`]
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(process.execPath, given, {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const said = async () => (await lines.next()).value as string
  expect(await said()).toBe('held')
  return { child, said }
}

const take = (path: string, staleMs = STALE_MS) => acquireLock(path, 'long', undefined, staleMs)

describe('a lock of the data folder', () => {
  it('stays with its new holder when the former one wakes and releases it', async () => {
    const path = join(await temporaryFolder(), 'freeze')
    const { child, said } = await otherHolder(path)
    child.kill('SIGSTOP')
    const mine = await take(path)
    const ended = once(child, 'exit')
    child.stdin.write('release\n')
    child.kill('SIGCONT')
    expect(await said()).toBe('lost')
    await ended
    expect(mine.isHeld()).toBe(true)
    expect(existsSync(`${path}.lock`)).toBe(true)
    await mine.release()
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  it('is kept by a holder that was suspended while nobody else wanted it', async () => {
    const path = join(await temporaryFolder(), 'freeze')
    const { child, said } = await otherHolder(path)
    const ended = once(child, 'exit')
    child.kill('SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, STALE_MS + 500))
    child.stdin.write('release\n')
    child.kill('SIGCONT')
    expect(await said()).toBe('held')
    await ended
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  it.each(['long', 'standby'] as const)(
    'is taken from a dead holder also where the clock was set back since: %s',
    async (kind) => {
      const path = join(await temporaryFolder(), 'freeze')
      await mkdir(`${path}.lock`)
      const ahead = new Date(Date.now() + 3_600_000)
      await utimes(`${path}.lock`, ahead, ahead)
      const taken = () => acquireLock(path, kind, undefined, STALE_MS)
      const mine = kind === 'long' ? await taken() : await vi.waitFor(taken, { timeout: PATIENCE_MS, interval: 500 })
      expect(mine.isHeld()).toBe(true)
      await mine.release()
      expect(existsSync(`${path}.lock`)).toBe(false)
    },
  )

  it('is not taken from a holder that renews it', async () => {
    const path = join(await temporaryFolder(), 'freeze')
    // However late it renews it on a busy machine.
    const staleMs = 5 * STALE_MS
    await otherHolder(path, staleMs)
    await expect(take(path, staleMs)).rejects.toMatchObject({
      code: 'DATA_FOLDER_BUSY',
      message: expect.stringContaining(path),
    })
  })
})
