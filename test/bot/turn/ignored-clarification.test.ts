import botbuilder from 'botbuilder'
import { describe, expect, it } from 'vitest'
import { createPublicBot } from '../../../bot/turn/public-bot.js'
import { pairOf, scriptedAssistant, VERSION } from '../../support/scripted-assistant.js'
import { join, press, testChat } from '../../support/test-chat.js'

const fees = pairOf('fees', 'es', { question: '¿Cuánto cuesta el alta?', answer: 'Son 120 florines.' })
const term = pairOf('term', 'es', { question: '¿Cuánto tarda?', answer: 'Tres días.' })
const hours = pairOf('hours', 'es', { question: '¿Qué horario hay?', answer: 'De nueve a dos.' })

function assistant() {
  const scripted = scriptedAssistant([fees, term, hours])
  scripted.script('plazos', { kind: 'clarification', pairs: [fees, term], confidence: 0.5 })
  scripted.script('papeles', { kind: 'clarification', pairs: [hours, term], confidence: 0.4 })
  scripted.script('precio', { kind: 'answered', pair: fees, confidence: 0.9 })
  scripted.script('horario', { kind: 'answered', pair: hours, confidence: 0.9 })
  return scripted
}

async function asked(question = 'plazos') {
  const chat = testChat(assistant())
  await chat.send(join())
  const [reply] = await chat.send(question)
  return { ...chat, reply }
}

const IGNORED = {
  text: 'plazos',
  language: 'es',
  channel: 'directline',
  outcome: 'clarification-ignored',
  version: VERSION,
}

describe('a clarification that the citizen ignores', () => {
  it.each([
    ['another question with an answer', 'horario'],
    ['another question without one', 'una cosa muy distinta'],
    ['thanks', 'gracias'],
    ['a request for a person', 'hablar con una persona'],
  ])('is recorded for the editors when %s comes next', async (_, next) => {
    const chat = await asked()
    await chat.send(next)
    expect(chat.unanswered.find(({ text }) => text === 'plazos')).toMatchObject({
      ...IGNORED,
      confidence: 0.5,
      closest: [{ pair: { id: 'fees' } }, { pair: { id: 'term' } }, { pair: { id: 'hours' } }],
      shown: null,
    })
  })

  it('is recorded once, and the next one by itself', async () => {
    const chat = await asked()
    await chat.send('papeles')
    await chat.send('horario')
    await chat.send('gracias')
    expect(chat.unanswered).toEqual([expect.objectContaining(IGNORED)])
  })

  it('is not recorded when the citizen chooses, by a button, by its place, or in other words', async () => {
    for (const chosen of ['button', 'el segundo', 'precio']) {
      const chat = await asked()
      await chat.send(chosen === 'button' ? press(chat.reply, '¿Cuánto tarda?') : chosen)
      await chat.send('horario')
      expect(chat.unanswered, chosen).toEqual([])
    }
  })

  it('is recorded as refused, and only so, when the citizen refuses', async () => {
    const chat = await asked()
    await chat.send(press(chat.reply, 'Ninguna de estas'))
    await chat.send('horario')
    expect(chat.unanswered.map(({ outcome }) => outcome)).toEqual(['clarification-refused'])
  })

  it('stays open while it is repeated, asked again, or an earlier answer is rated', async () => {
    const chat = testChat(assistant())
    await chat.send(join())
    const [answer] = await chat.send('horario')
    await chat.send('plazos')
    for (const said of ['plazos', '9', 'English please', press(answer, 'Me sirve')]) {
      await chat.send(said)
      expect(chat.unanswered, JSON.stringify(said)).toEqual([])
    }
    await chat.send('el segundo')
    expect(chat.turns.at(-1)).toMatchObject({ kind: 'answered', pairIds: ['term'] })
    expect(chat.unanswered).toEqual([])
  })
})

describe('a clarification that is open when its conversation ends', () => {
  async function leftOpen({ fails = false } = {}) {
    let now = Date.parse('2026-03-02T10:00:00Z')
    const { handlerOptions, unanswered, log } = testChat(assistant())
    const bot = createPublicBot({
      ...handlerOptions,
      clock: { now: () => new Date(now) },
      ...(fails && { unanswered: { record: async () => Promise.reject(new Error('disk')) } }),
    })
    const adapter = new botbuilder.TestAdapter((context) => bot.handler.run(context))
    let conversation = 'one'
    const send = (activity: object) =>
      adapter.processActivity({
        channelId: 'directline',
        locale: 'es',
        conversation: { id: conversation, isGroup: false, conversationType: 'personal', name: '' },
        ...activity,
      })
    await send({ type: 'message', text: 'plazos' })
    return {
      bot,
      unanswered,
      log,
      send,
      pass: (ms: number) => (now += ms),
      in: (other: string) => (conversation = other),
    }
  }

  it('is recorded once the conversation has been idle for its time', async () => {
    const chat = await leftOpen()
    chat.pass(60 * 60 * 1_000)
    chat.in('two')
    await chat.send({ type: 'message', text: 'horario' })
    await expect
      .poll(() => chat.unanswered)
      .toEqual([
        expect.objectContaining({ ...IGNORED, at: new Date('2026-03-02T11:00:00Z'), closest: expect.any(Array) }),
      ])
    await chat.bot.close()
    expect(chat.unanswered).toHaveLength(1)
  })

  it('is recorded when the citizen ends the conversation', async () => {
    const chat = await leftOpen()
    await chat.send({ type: 'endOfConversation' })
    await expect.poll(() => chat.unanswered).toEqual([expect.objectContaining(IGNORED)])
    await chat.bot.close()
  })

  it('is recorded before the bot has closed', async () => {
    const chat = await leftOpen()
    await chat.bot.close()
    expect(chat.unanswered).toEqual([expect.objectContaining(IGNORED)])
  })

  it('logs a failure to record it, without its words', async () => {
    const chat = await leftOpen({ fails: true })
    await chat.bot.close()
    expect(chat.log).toEqual([
      expect.objectContaining({ level: 'error', message: 'an unanswered question was not recorded' }),
    ])
    expect(JSON.stringify(chat.log)).not.toContain('plazos')
  })
})
