import { describe, expect, it } from 'vitest'
import { openChat } from '../../../deploy/bench/chat-client.js'
import { startCli, ventanilla } from '../../support/built-cli.js'
import { smallDataFolder } from '../../support/ready-folders.js'

async function listed(data: string): Promise<readonly Record<string, unknown>[]> {
  const { status, stdout, stderr } = await ventanilla(['unanswered', '--data', data, '--json'])
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

describe('an unanswered question', () => {
  it('is listed, redacted, while the server runs and after it was killed', async () => {
    const data = await smallDataFolder()
    const server = await startCli(data)
    const chat = await openChat(server.url, 'websocket', 'es')
    await chat.ask('¿Reparan zarquones? Escríbanme a ana.perez@correo.example o al DNI 12345678Z')
    const while_ = await listed(data)
    expect(while_).toHaveLength(1)
    expect(while_[0]).toMatchObject({ count: 1, lang: 'es', firstAt: expect.any(String), lastAt: expect.any(String) })
    expect(while_[0]?.question).toContain('zarquones')
    expect(JSON.stringify(while_)).not.toMatch(/ana\.perez|12345678/)

    await chat.ask('blivet frobnik quuxly')
    await server.end('SIGKILL')
    const after = await listed(data)
    expect(after.map(({ question }) => question).join()).toContain('blivet frobnik quuxly')
    expect(server.output().stdout).not.toMatch(/zarquon|blivet|ana\.perez/)

    const again = await startCli(data)
    const second = await openChat(again.url, 'polling', 'es')
    await second.ask('blivet frobnik quuxly')
    expect(await listed(data)).toContainEqual(expect.objectContaining({ question: 'blivet frobnik quuxly', count: 2 }))
    second.end()
    expect(await again.end('SIGINT')).toBe(0)
  })
})
