import { describe, expect, it } from 'vitest'
import { readMessage } from '../../../bot/message/read-message.js'
import { MAX_QUESTION_CHARS } from '../../../knowledge/search/outcome.js'
import { leastCpuMsOf } from '../../support/cpu-time.js'
import { pairOf, scriptedAssistant } from '../../support/scripted-assistant.js'
import { join, testChat } from '../../support/test-chat.js'

const bot = { id: 'bot', name: 'Registro' }
const mention = (text: string) => ({ type: 'mention', mentioned: bot, text })
const read = (text: string, entities: readonly object[] = []) =>
  readMessage({ text, recipient: bot, entities: [...entities] as never })

async function toldOf(text: string) {
  const asked: string[] = []
  const assistant = scriptedAssistant([pairOf('fees', 'es')])
  const chat = testChat({
    ...assistant,
    ask(question) {
      asked.push(question.text)
      return assistant.ask(question)
    },
  })
  await chat.send(join())
  const replies = await chat.send(text)
  return { asked, recorded: chat.unanswered.map((question) => question.text), reply: replies.at(-1)?.text }
}

describe('a message', () => {
  it('is read once, and everything after sees what was read', async () => {
    const { asked, recorded } = await toldOf(' ¿Cuánto\u200b\u00a0 cuesta \r\n\r\n la ﬁcha? ')
    expect([...asked, ...recorded]).toEqual(['¿Cuánto cuesta\nla ficha?', '¿Cuánto cuesta\nla ficha?'])
  })

  it('is cut to what a citizen can type, however it is made', () => {
    for (const text of ['a'.repeat(200_000), 'ﷺ'.repeat(80_000), `${' '.repeat(200_000)}${'a '.repeat(20_000)}`]) {
      expect(read(text).length).toBeLessThanOrEqual(10_000)
      expect(read(text).length).toBeGreaterThanOrEqual(9_999)
    }
  })

  it('is still too long to be searched where it is cut', async () => {
    const { recorded, reply } = await toldOf('palabra '.repeat(2_000))
    expect(reply).toMatch(/2000|2\.000/)
    expect(recorded).toEqual([])
  })

  it('is searched where only its white space and its invisible characters are long', async () => {
    const { asked } = await toldOf(`${' \u200b'.repeat(9_000)}hola${'\n'.repeat(9_000)}`)
    expect(asked).toEqual(['hola'])
  })

  it('shows danger even where it is too long to be searched', async () => {
    const { reply } = await toldOf(`${'y luego pasó otra cosa. '.repeat(MAX_QUESTION_CHARS / 20)}me quiero morir`)
    expect(reply).toMatch(/112|emergencia/i)
  })

  it('comes without the name of the bot it is for', () => {
    expect(read('<at>Registro</at>  ¿qué hora es?', [mention('<at>Registro</at>')])).toBe('¿qué hora es?')
    expect(read('<at>Regis\u00a0tro</at> hola', [mention('<at>Regis\u00a0tro</at>')])).toBe('hola')
    expect(read('<at>Ana</at> hola', [{ ...mention('<at>Ana</at>'), mentioned: { id: 'ana' } }])).toBe(
      '<at>Ana</at> hola',
    )
  })

  it('is read in time whatever names come with it', async () => {
    const name = `${'a'.repeat(60_000)}b`
    const mentions = [mention(name), ...Array(900).fill(mention('a'.repeat(150)))]
    expect(await leastCpuMsOf(5, () => read('a'.repeat(120_000), mentions), 50)).toBeLessThanOrEqual(50)
  })
})
