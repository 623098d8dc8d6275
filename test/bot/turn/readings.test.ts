import { describe, expect, it } from 'vitest'
import { noticeReply } from '../../../bot/reply/replies.js'
import type { Heard, Reading } from '../../../bot/turn/readings/heard.js'
import { READINGS } from '../../../bot/turn/readings.js'
import { pairOf, type ScriptedAssistant, scriptedAssistant } from '../../support/scripted-assistant.js'
import { join, press, type TestChat, testChat } from '../../support/test-chat.js'

const fees = pairOf('fees', 'es', { question: '¿Cuánto cuesta el alta?' })
const term = pairOf('term', 'es', { question: '¿Cuánto tarda el alta?' })
const hello = pairOf('hello', 'es', { metadata: { role: 'small-talk' } })

function assistantWithAll(): ScriptedAssistant {
  const assistant = scriptedAssistant([fees, term, hello])
  assistant.script('precio', { kind: 'answered', pair: fees, confidence: 0.9 })
  assistant.script('¿Precio del alta?', { kind: 'answered', pair: fees, confidence: 0.9 })
  assistant.script('¿Plazo del alta?', { kind: 'answered', pair: term, confidence: 0.9 })
  assistant.script('hola', { kind: 'answered', pair: hello, confidence: 0.9 })
  assistant.script('alta', { kind: 'clarification', pairs: [fees, term], confidence: 0.5 })
  assistant.script(`${fees.question} ¿y los sábados?`, { kind: 'answered', pair: fees, confidence: 0.8 })
  return assistant
}

/** The real readings; each notes its name when it accepts a message. */
function watched(taken: string[]): readonly Reading[] {
  return READINGS.map((reading) => async (heard: Heard) => {
    const result = await reading(heard)
    if (result !== null) taken.push(reading.name)
    return result
  })
}

const image = { contentType: 'image/png' }

/** By reading: the messages before, and the message that it accepts. */
const TAKEN: Readonly<Record<string, (chat: TestChat) => Promise<unknown>>> = {
  person: (chat) => chat.send('Hablar con una persona'),
  vote: async (chat) => chat.send(press((await chat.send('precio')).at(-1), 'Me sirve')),
  refusal: async (chat) => chat.send(press((await chat.send('alta')).at(-1), 'Ninguna de estas')),
  chosenPair: async (chat) => chat.send(press((await chat.send('alta')).at(-1), fees.question)),
  unclearChoice: async (chat) => [await chat.send('alta'), await chat.send('7')],
  onlyFiles: (chat) => chat.send({ text: '', attachments: [image] }),
  languageRequest: (chat) => chat.send('English please'),
  danger: (chat) => chat.send('me quiero morir'),
  smallTalk: (chat) => chat.send('hola'),
  remark: (chat) => chat.send('gracias'),
  followUp: async (chat) => [await chat.send('precio'), await chat.send('¿y los sábados?')],
  severalQuestions: (chat) => chat.send('¿Precio del alta? ¿Plazo del alta?'),
  answer: (chat) => chat.send('precio'),
  noSubject: (chat) => chat.send('quería hacer una consulta'),
  distress: (chat) => chat.send('esto es una vergüenza de trámite'),
  askBack: (chat) => chat.send('alta'),
  miss: (chat) => chat.send('¿Dónde se alquilan bicicletas?'),
}

describe('the readings of a message', () => {
  it('are tried in this order', () => {
    expect(READINGS.map(({ name }) => name)).toEqual(Object.keys(TAKEN))
  })

  it.each(Object.entries(TAKEN))('are reached: %s', async (name, act) => {
    const taken: string[] = []
    const chat = testChat(assistantWithAll(), { readings: watched(taken) })
    await chat.send(join())
    await act(chat)
    expect(taken.at(-1)).toBe(name)
  })

  it('accept a new dialogue by one line, without a change to the others', async () => {
    const weather: Reading = ({ message, turn }) =>
      message.text === 'tiempo' ? { reply: noticeReply(turn.voice, 'Hace sol.'), chat: turn.chat } : null
    const assistant = assistantWithAll()
    const chat = testChat(assistant, { readings: [weather, ...READINGS] })
    await chat.send(join())
    expect((await chat.send('tiempo')).at(-1)?.text).toBe('Hace sol.')
    expect(assistant.asked).toEqual([])
    expect((await chat.send('precio')).at(-1)?.text).toContain('Answer fees es.')
  })

  it('share one call to the assistant, and make none for a choice', async () => {
    const assistant = assistantWithAll()
    const chat = testChat(assistant)
    await chat.send(join())
    const asked = (await chat.send('alta')).at(-1)
    expect(assistant.asked.map(({ text }) => text)).toEqual(['alta'])
    await chat.send(press(asked, fees.question))
    expect(assistant.asked).toHaveLength(1)
  })

  it('mention a file only when its text was read as a question', async () => {
    const chat = testChat(assistantWithAll())
    await chat.send(join())
    const told = async (text: string) =>
      (await chat.send({ text, attachments: [image] })).at(-1)?.text?.includes('No puedo abrir el archivo')
    expect([await told('precio'), await told('English please')]).toEqual([true, false])
  })
})
