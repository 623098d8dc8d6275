import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Chat, openChat } from '../../../deploy/bench/chat-client.js'
import { type RunningCli, startCli, ventanilla } from '../../support/built-cli.js'
import { onceInARun } from '../../support/once-in-a-run.js'
import { startedDataFolder } from '../../support/ready-folders.js'
import { originOf } from '../../support/replies.js'

const env = {
  LIMIT_CONVERSATIONS_PER_ADDRESS_PER_MINUTE: '5000',
  LIMIT_REQUESTS_PER_ADDRESS_PER_MINUTE: '50000',
  LIMIT_MESSAGES_PER_CONVERSATION_PER_MINUTE: '500',
}
const QUESTIONS = ['¿Cuál es el horario de atención?', '¿Cuánto cuesta registrar una empresa?'] as const
const SIGNED = ['--by', 'Ana Ruiz', '--reason', 'test']

/** A running server with a second version that has lost nearly all Spanish pairs. */
async function withBadVersion(): Promise<{ readonly data: string; readonly server: RunningCli }> {
  const data = await onceInARun('bad-version', async (made) => {
    await cp(await startedDataFolder(), made, { recursive: true })
    const file = join(made, 'bad.jsonl')
    await writeFile(file, '{"id":"only","language":"es","question":"¿Zarquones?","answer":"No."}')
    await verb(made, 'import', file, '--source', 'sample/pairs.es.jsonl', '--replace')
    await verb(made, 'freeze', '--yes')
  })
  return { data, server: await startCli(data, { env }) }
}

async function verb(data: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = await ventanilla([...args, '--data', data, '--json'])
  if (stdout === '') throw new Error(stderr)
  return { status, ...JSON.parse(stdout) }
}

const versionsOf = async (chat: Chat) => {
  const versions = new Set<string | null>()
  for (const question of QUESTIONS) versions.add(originOf(await chat.ask(question)).version)
  return versions
}

/** Waits until the challenger answers conversations, which it does once it is loaded. */
async function untilOnTrial(server: RunningCli): Promise<void> {
  await expect.poll(() => server.output().stdout).toContain('challenger loaded')
}

describe('a canary that leaves questions unanswered', () => {
  it('keeps its share of whole conversations, survives a kill, and retreats by itself', async () => {
    const { data, server } = await withBadVersion()
    expect((await ventanilla(['canary', 'kb-000002', '--share', '50', ...SIGNED, '--data', data])).status).toBe(1)
    const plan = await verb(data, 'canary', 'kb-000002', '--share', '50', '--override', ...SIGNED)
    expect(plan).toMatchObject({ status: 0, mode: 'canary', share: 0.5, override: true })
    await untilOnTrial(server)
    const seen = new Set<string | null>()
    for (let i = 0; i < 12; i++) {
      const chat = await openChat(server.url, 'websocket', 'es')
      const versions = await versionsOf(chat)
      chat.end()
      expect(versions.size).toBe(1)
      for (const version of versions) seen.add(version)
    }
    expect(seen).toEqual(new Set(['kb-000001', 'kb-000002']))
    await server.end('SIGKILL')
    const counted = await verb(data, 'canary', 'status')
    expect(counted).toMatchObject({ status: 0, mode: 'canary', verdict: 'go on' })
    expect(counted.arms.champion.turns + counted.arms.challenger.turns).toBe(24)

    const again = await startCli(data, { env })
    await untilOnTrial(again)
    const chats: Chat[] = []
    const retreated = () => again.output().stdout.includes('canary retreats')
    for (let i = 0; i < 120 && !retreated(); i++) {
      const chat = await openChat(again.url, 'websocket', 'es')
      chats.push(chat)
      await versionsOf(chat)
    }
    expect(retreated()).toBe(true)
    for (const chat of chats.slice(-20)) expect(await versionsOf(chat)).toEqual(new Set(['kb-000001']))
    for (const chat of chats) chat.end()
    await expect
      .poll(() => verb(data, 'canary', 'status'))
      .toMatchObject({
        status: 1,
        mode: 'none',
        state: 'retreated',
        ended: { by: 'ventanilla serve' },
      })
    const { stdout } = await ventanilla(['versions', '--data', data, '--json'])
    expect(JSON.parse(stdout)).toMatchObject([{ aliases: ['champion'] }, { aliases: [] }])
    expect(await verb(data, 'audit', 'verify')).toMatchObject({ ok: true })
    const metrics = await (await fetch(`${again.url}/metrics`)).text()
    expect(metrics).toMatch(/ventanilla_canary_turns_total\{arm="challenger",bad="yes"\} \d+/)
    expect(await again.end('SIGINT')).toBe(0)
  })
})

describe('a shadow', () => {
  it('shows where its answers differ, also after a kill, and no citizen gets them', async () => {
    const { data, server } = await withBadVersion()
    expect(await verb(data, 'shadow', 'kb-000002', ...SIGNED)).toMatchObject({ status: 0, mode: 'shadow' })
    await untilOnTrial(server)
    const chat = await openChat(server.url, 'websocket', 'es')
    expect(await versionsOf(chat)).toEqual(new Set(['kb-000001']))
    await chat.ask('¿Cuánto cuesta registrar una empresa? Escríbanme a ana.perez@correo.example')
    await expect
      .poll(() => verb(data, 'shadow', 'status'))
      .toMatchObject({ status: 0, compared: 3, disagreed: 3, agreementRate: 0, failed: 0, dropped: 0 })
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toMatch(/ventanilla_shadow_questions_total\{outcome="no-longer-answered"\} \d+/)
    await chat.ask(QUESTIONS[0])
    await chat.ask('no')
    await server.end('SIGKILL')
    const after = await verb(data, 'shadow', 'status')
    expect(after).toMatchObject({ citizens: { turns: 4, bad: 1, notHelpful: 1 } })
    expect(after.examples[0]).toMatchObject({ challenger: { version: 'kb-000002' } })
    expect(JSON.stringify(after)).not.toContain('ana.perez')

    expect(await verb(data, 'shadow', 'stop', ...SIGNED)).toMatchObject({ status: 0, mode: 'none', state: 'stopped' })
    expect(await verb(data, 'shadow', 'stop', ...SIGNED)).toMatchObject({ status: 1 })
    const { stdout } = await ventanilla(['shadow', 'status', '--data', data])
    // The time is that of the start.
    expect(stdout).toMatch(/^kb-000002 beside kb-000001, begun 20\S+Z, stopped\n/)
  })
})
