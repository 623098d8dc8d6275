import { chmod, readdir, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openChat } from '../../../deploy/bench/chat-client.js'
import { systemClock } from '../../../deploy/installation/system-clock.js'
import { folderStore } from '../../../knowledge/adapters/folder-store.js'
import { named } from '../../../knowledge/person.js'
import { moveAlias } from '../../../knowledge/version/aliases.js'
import { startCli, ventanilla } from '../../support/built-cli.js'
import { smallDataFolder } from '../../support/ready-folders.js'
import { originOf } from '../../support/replies.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

describe('trouble at start', () => {
  it('of a port in use is named with the next step, and nothing is left locked', async () => {
    const data = await smallDataFolder()
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    const { status, stderr } = await ventanilla(['serve', '--data', data], { env: { PORT: port } })
    expect(status).toBe(2)
    expect(stderr).toContain(`error [PORT_IN_USE] port ${port} on 127.0.0.1 is taken by another program\nnext: `)
    const server = await startCli(data)
    expect(await server.end('SIGINT')).toBe(0)
  })

  it('of a second server on the same data folder is reported while the first keeps running', async () => {
    const data = await smallDataFolder()
    const first = await startCli(data)
    const { status, stderr } = await ventanilla(['serve', '--data', data, '--json'], { env: { PORT: '0' } })
    expect(status).toBe(2)
    expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error).toMatchObject({ code: 'DATA_FOLDER_BUSY' })
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200)
    expect(await first.end('SIGINT')).toBe(0)
  })

  it('of a truncated index has an error of its own', async () => {
    const data = await smallDataFolder()
    await (await startCli(data)).end('SIGINT')
    await halve(await indexFile(data, 'kb-000001'))
    const { status, stderr } = await ventanilla(['serve', '--data', data], { env: { PORT: '0' } })
    expect(status).toBe(2)
    expect(stderr).toContain('error [INDEX_DAMAGED] the index of version kb-000001 is damaged')
    expect(stderr).toContain('ventanilla freeze')
    const listed = await ventanilla(['versions', '--data', data, '--json'])
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id: 'kb-000001', kind: 'damaged' }])
  })
})

describe('a running server', () => {
  it('is not ready while another server has taken its place after a standstill', async () => {
    const data = await smallDataFolder()
    const first = await startCli(data)
    const ready = async () => (await fetch(`${first.url}/health/ready`)).status
    first.send('SIGSTOP')
    const second = await startCli(data)
    first.send('SIGCONT')
    await expect.poll(ready).toBe(503)
    expect(await second.end('SIGTERM')).toBe(0)
    await expect.poll(ready).toBe(200)
    expect(await first.end('SIGTERM')).toBe(0)
  })

  it('says of a folder that was removed under it that it was, and goes on once it is back', async () => {
    const data = await smallDataFolder()
    const server = await startCli(data)
    const readiness = async () => {
      const response = await fetch(`${server.url}/health/ready`)
      return [response.status, (await response.json()).reason]
    }
    const aside = `${data}-aside`
    await rename(join(data, 'unanswered'), aside)
    await expect.poll(readiness).toEqual([503, 'a folder of the data folder was removed'])
    expect(server.output().stdout).toContain('the folder of this log was removed; this process cannot record')
    expect(server.output().stdout).not.toContain('another process')
    await rename(aside, join(data, 'unanswered'))
    await expect.poll(readiness).toEqual([200, undefined])
    expect(await server.end('SIGTERM')).toBe(0)
  })

  it('keeps the old champion when the new one is damaged, which promotion itself refuses', async () => {
    const data = await smallDataFolder()
    const server = await startCli(data)
    await ventanilla(['freeze', '--data', data])
    const file = await indexFile(data, 'kb-000002')
    await flipLastByte(file)
    const why = ['--override', '--by', 'a', '--reason', 'b']
    const { status, stderr } = await ventanilla(['promote', 'kb-000002', ...why, '--data', data])
    expect([status, stderr]).toEqual([2, expect.stringContaining('INDEX_DAMAGED')])
    const moved = { alias: 'champion', to: 'kb-000002', by: named('a'), reason: 'damaged on the way' } as const
    await moveAlias({ store: folderStore(data), ...moved, clock: systemClock })
    await expect.poll(() => server.output().stdout).toContain('new champion refused')
    const chat = await openChat(server.url, 'websocket', 'es')
    expect(originOf(await chat.ask('horario de atención')).version).toBe('kb-000001')
    chat.end()
    expect(await server.end('SIGINT')).toBe(0)
  })
})

describe('a bad import file', () => {
  it('is refused with every problem at once, and nothing of it is imported', async () => {
    const data = await temporaryFolder()
    const file = join(data, 'bad.jsonl')
    const good = { id: 'a', language: 'en', question: 'A?', answer: 'A.' }
    await writeFile(
      file,
      [JSON.stringify(good), '{"id":"b"', JSON.stringify({ ...good, id: 'c', answer: '' })].join('\n'),
    )
    const { status, stdout, stderr } = await ventanilla(['import', file, '--data', data, '--json'])
    expect([status, stdout]).toEqual([2, ''])
    const { error } = JSON.parse(stderr)
    expect(error).toMatchObject({ code: 'IMPORT_INVALID', hint: expect.stringContaining('nothing of it was imported') })
    expect(error.problems).toMatchObject([{ line: 2 }, { line: 3, field: 'answer' }])
    const frozen = await ventanilla(['freeze', '--data', data, '--json'])
    expect(JSON.parse(frozen.stderr).error.code).toBe('EMPTY_KNOWLEDGE_BASE')
  })

  it('that does not exist is named', async () => {
    const data = await temporaryFolder()
    const { status, stderr } = await ventanilla(['import', join(data, 'none.csv'), '--data', data, '--json'])
    expect(status).toBe(2)
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'IMPORT_UNREADABLE' })
  })
})

async function indexFile(data: string, version: string): Promise<string> {
  const folder = join(data, 'versions', version)
  const name = (await readdir(folder)).find((file) => file.includes('index'))
  return join(folder, name ?? 'index')
}

async function halve(file: string): Promise<void> {
  await truncate(file, Math.floor((await stat(file)).size / 2))
}

/** Keeps the size, so that only the hash changes. */
async function flipLastByte(file: string): Promise<void> {
  await chmod(file, 0o600)
  const bytes = await readFile(file)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0xff
  await writeFile(file, bytes)
}
