import type { Message } from 'botframework-directlinejs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startCli, ventanilla } from '../support/built-cli.js'
import { connect, PAGE_ORIGIN, pageToken } from '../support/direct-line-browser.js'
import { until } from '../support/direct-line-http.js'
import { smallDataFolder } from '../support/ready-folders.js'
import { originOf } from '../support/replies.js'

async function listed(data: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = await ventanilla([...args, '--data', data, '--json'])
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** A citizen's page with the real client: asks a question, or presses a button under the last reply. */
async function openPage(serverUrl: string) {
  const { token, userId } = await pageToken(serverUrl)
  const page = connect(serverUrl, userId, { token, webSocket: true, conversationStartProperties: { locale: 'es' } })
  onTestFinished(() => page.leave())
  // On a busy machine the bot shows that it types.
  const replies = () =>
    page.activities.filter(({ type, from }) => type === 'message' && from.id !== userId) as readonly Message[]
  const told = async (act: () => Promise<string>) => {
    const before = replies().length
    await act()
    await until(() => replies().length > before, 'reply')
    return replies().at(-1) as Message
  }
  await until(() => replies().length > 0, 'greeting')
  return {
    ask: (text: string) => told(() => page.say(text)),
    press(title: string) {
      const action = replies()
        .at(-1)
        ?.suggestedActions?.actions.find((one) => one.title === title)
      if (action?.type !== 'messageBack') throw new Error(`no button "${title}"`)
      return told(() => page.say(action.text ?? '', { value: action.value }))
    },
  }
}

describe('an answer that did not help', () => {
  it('is recorded before the citizen is thanked, for editors, operators and anyone with its receipt', async () => {
    const data = await smallDataFolder()
    const server = await startCli(data, { env: { ALLOWED_ORIGINS: PAGE_ORIGIN } })
    const page = await openPage(server.url)
    const answer = await page.ask('¿Cuánto cuesta registrar una empresa? Mi DNI es 12345678Z')
    const thanks = await page.press('No me sirve')
    expect(thanks.text).toContain('La he anotado')
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toContain('ventanilla_answer_votes_total{helpful="no",channel="directline",language="es"} 1')
    await page.ask('¿Cuál es el horario de atención?')
    await page.press('Me sirve')
    await page.ask('blivet frobnik quuxly')
    await server.end('SIGKILL')

    const [group, ...rest] = await listed(data, 'unanswered', '--kind', 'not-helpful')
    expect(rest).toEqual([])
    expect(group).toMatchObject({ kind: 'not-helpful', count: 1, notHelpful: 1, shown: [{ pairId: 'fees', count: 1 }] })
    expect(group.question).toMatch(/¿Cuánto cuesta registrar una empresa\? Mi DNI es <id>/)
    expect(await listed(data, 'unanswered')).toHaveLength(2)
    expect(await listed(data, 'curate', 'list', '--kind', 'not-helpful')).toMatchObject([
      { kind: 'not-helpful', state: 'open', shown: [{ pairId: 'fees' }] },
    ])
    const shown = await ventanilla(['curate', 'list', '--kind', 'not-helpful', '--data', data])
    expect(shown.stdout).toContain('    1 × answered with fees, which did not help')
    expect(shown.stdout).toContain('    the champion answers it still, with fees')
    const receipt = originOf(answer as never).receipt ?? ''
    expect(await listed(data, 'receipt', receipt)).toMatchObject({
      kind: 'answered',
      pairIds: ['fees'],
      helpful: false,
    })
  })
})
