import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { openLog, readLog } from '../../../knowledge/adapters/segment-log.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { numbersIn } from '../../contracts/append-log.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const noteSchema = z.object({ number: z.number(), text: z.string() })
const logger = { debug() {}, info() {}, warn() {}, error() {} }
const openHere = (folder: string) => openLog({ folder, schema: noteSchema, clock: { now: () => new Date() }, logger })

/** Another process that writes a log, with the lines that it says. */
async function otherWriter(folder: string) {
  const script = packagePath('test', 'support', 'ousted-log-writer.mjs')
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    process.execPath,
    [script, packagePath('dist'), folder],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const said = async (): Promise<string> => (await lines.next()).value
  expect(await said()).toBe('open')
  return { child, said, add: (number: number) => void child.stdin.write(`${number}\n`) }
}

describe('a log whose writer was considered dead', () => {
  it('is writable for it again once its replacement has ended, and keeps the entries of both', async () => {
    const folder = await temporaryFolder()
    const { child, said, add } = await otherWriter(folder)
    add(1)
    expect(await said()).toBe('added')
    child.kill('SIGSTOP')
    const mine = await openHere(folder)
    await mine.append({ number: 2, text: '' })
    child.kill('SIGCONT')
    expect(await said()).toBe('ousted')
    add(3)
    expect(await said()).toBe('DATA_FOLDER_BUSY')
    await mine.append({ number: 4, text: '' })
    await mine.close()

    expect(await said()).toBe('back')
    add(5)
    expect(await said()).toBe('added')
    child.stdin.end()
    expect(await said()).toBe('closed')
    expect(await numbersIn(readLog(folder, noteSchema))).toEqual([1, 2, 4, 5])
  })

  it('says that its folder was removed, where nobody replaced the writer', async () => {
    const folder = join(await temporaryFolder(), 'notes')
    const { child, said, add } = await otherWriter(folder)
    await rename(folder, `${folder}-aside`)
    expect(await said()).toBe('removed')
    add(1)
    expect(await said()).toBe('DATA_FOLDER_UNUSABLE')
    await rename(`${folder}-aside`, folder)
    expect(await said()).toBe('back')
    add(2)
    expect(await said()).toBe('added')
    child.stdin.end()
    expect(await said()).toBe('closed')
    expect(await numbersIn(readLog(folder, noteSchema))).toEqual([2])
  })

  it('is left alone by a process that is no longer its writer', async () => {
    const folder = await temporaryFolder()
    const { child, said } = await otherWriter(folder)
    child.kill('SIGSTOP')
    const mine = await openHere(folder)
    child.kill('SIGCONT')
    expect(await said()).toBe('ousted')
    child.stdin.end()
    expect(await said()).toBe('closed')
    await mine.append({ number: 1, text: '' })
    await mine.close()
    expect(await numbersIn(readLog(folder, noteSchema))).toEqual([1])
  })
})
