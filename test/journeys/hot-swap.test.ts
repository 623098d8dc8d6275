import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openChat } from '../../deploy/bench/chat-client.js'
import { startCli, ventanilla } from '../support/built-cli.js'
import { smallDataFolder } from '../support/ready-folders.js'
import { originOf } from '../support/replies.js'

const QUESTION = '¿Cuál es el horario de atención?'

const CHANGED = {
  id: 'opening-hours',
  language: 'es',
  question: QUESTION,
  answer: 'Desde hoy abrimos a medianoche.',
  source: 'https://registro.valdoria.example/es/oficinas/horario',
}

describe('a promotion while chats run', () => {
  it('changes the answer, drops no turn, and can be rolled back', async () => {
    const data = await smallDataFolder()
    const server = await startCli(data)
    const chats = await Promise.all(
      (['websocket', 'websocket', 'polling'] as const).map((transport) => openChat(server.url, transport, 'es')),
    )
    const seen: { readonly version: string | null; readonly isNew: boolean }[] = []
    let asking = true
    const talking = Promise.all(
      chats.map(async (chat) => {
        while (asking) {
          const reply = await chat.ask(QUESTION)
          const isNew = reply.text?.includes('medianoche') ?? false
          seen.push({ version: originOf(reply).version, isNew })
        }
      }),
    )
    const file = join(data, 'hours.jsonl')
    await writeFile(file, JSON.stringify(CHANGED))
    const imported = await ventanilla(['import', file, '--source', 'Horario', '--data', data, '--json'])
    expect(JSON.parse(imported.stdout)).toMatchObject({ added: 0, changed: 1, unchanged: 0, retired: 0 })
    const frozen = JSON.parse((await ventanilla(['freeze', '--author', 'Ana', '--data', data, '--json'])).stdout)
    expect(frozen).toMatchObject({ version: 'kb-000002', parent: 'kb-000001', pairs: 4 })
    expect(frozen.reused).toBeGreaterThan(frozen.embedded)
    const why = ['--by', 'Ana', '--reason', 'new hours', '--data', data, '--json']
    const promoted = await ventanilla(['promote', 'kb-000002', '--override', ...why])
    expect(JSON.parse(promoted.stdout)).toMatchObject({ champion: 'kb-000002', previous: 'kb-000001' })
    await expect.poll(() => seen.at(-1)?.version).toBe('kb-000002')

    const back = await ventanilla(['rollback', ...why])
    expect(JSON.parse(back.stdout)).toEqual({ champion: 'kb-000001', previous: 'kb-000002' })
    await expect.poll(() => seen.at(-1)?.version).toBe('kb-000001')
    asking = false
    await talking
    for (const { version, isNew } of seen) expect(isNew).toBe(version === 'kb-000002')
    for (const chat of chats) chat.end()
    expect(await server.end('SIGINT')).toBe(0)
  })
})
