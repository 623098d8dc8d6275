import { describe, expect, it } from 'vitest'
import { openChat } from '../../../deploy/bench/chat-client.js'
import { startCli, ventanilla } from '../../support/built-cli.js'
import { startedDataFolder } from '../../support/ready-folders.js'
import { originOf } from '../../support/replies.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

describe('a first start', () => {
  it('serves the sample knowledge base, and a second start reuses it', async () => {
    const data = await temporaryFolder()
    const first = await startCli(data)
    expect(first.output().stderr).toContain('imported 200 pairs of the sample knowledge base')
    const ready = await fetch(`${first.url}/health/ready`)
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', version: 'kb-000001' }])

    const chat = await openChat(first.url, 'websocket', 'es')
    const reply = await chat.ask('cuanto questa registrar una empresa')
    chat.end()
    expect(reply.text).toContain('120 florines')
    expect(reply.text).toContain('registro.valdoria.example/es/tasas')
    const { version, receipt } = originOf(reply)
    expect(version).toBe('kb-000001')
    expect(reply.text).toContain(receipt)

    const found = await ventanilla(['receipt', receipt ?? '', '--data', data, '--json'])
    expect(found.status).toBe(0)
    expect(JSON.parse(found.stdout)).toMatchObject({ receipt, kind: 'answered', version, channel: 'directline' })

    expect(await first.end('SIGINT')).toBe(0)
    expect(first.output().stdout).not.toContain('cuanto questa')

    const second = await startCli(data)
    expect(second.output().stderr).not.toContain('embedding')
    const { stdout } = await ventanilla(['versions', '--data', data, '--json'])
    expect(JSON.parse(stdout)).toMatchObject([{ id: 'kb-000001', pairs: 200, parent: null, aliases: ['champion'] }])
    expect(await second.end('SIGTERM')).toBe(0)
  })

  it('shows the whole decision about one question', async () => {
    const data = await startedDataFolder()
    const { status, stdout } = await ventanilla(['ask', 'how much to register a company?', '--data', data, '--json'])
    expect(status).toBe(0)
    const decision = JSON.parse(stdout)
    expect(decision).toMatchObject({
      kind: 'answered',
      answer: expect.stringContaining('120 florins'),
      source: expect.stringContaining('https://registro.valdoria.example/en/'),
      version: 'kb-000001',
      language: 'en',
      confidence: expect.any(Number),
    })
    expect(decision.candidates[0]).toMatchObject({
      pairId: decision.pairId,
      score: expect.any(Number),
      signals: expect.any(Object),
      matchedWords: expect.arrayContaining(['company']),
    })
    const unknown = await ventanilla(['ask', 'hola', '--version', 'kb-000009', '--data', data, '--json'])
    expect(unknown.status).toBe(2)
    expect(JSON.parse(unknown.stderr).error).toMatchObject({ code: 'VERSION_UNKNOWN' })
  })

  it('finds no turn for an unknown receipt', async () => {
    const data = await temporaryFolder()
    const { status, stdout } = await ventanilla(['receipt', 'ABCD-EFGH', '--data', data, '--json'])
    expect([status, stdout]).toEqual([1, 'null\n'])
  })
})
