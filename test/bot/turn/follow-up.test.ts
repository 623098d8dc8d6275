import { describe, expect, it } from 'vitest'
import { loadLocales } from '../../../bot/locale.js'
import { followUpIn } from '../../../bot/message/follow-up.js'
import { pairOf, type ScriptedAssistant, scriptedAssistant } from '../../support/scripted-assistant.js'
import { join, press, type TestChat, testChat, titles } from '../../support/test-chat.js'

const wedding = pairOf('wedding', 'es', {
  question: '¿Cómo me caso?',
  answer: 'Reserve fecha. Cuesta 90 €.',
  prompts: [{ displayText: 'Flores', pairId: 'flowers' }],
})
const weddingEn = pairOf('wedding', 'en', { question: 'How do I get married?', answer: 'Book a date. It costs €90.' })
const bus = pairOf('bus', 'es', { question: '¿Cuánto cuesta el autobús?', answer: 'Un billete, 1 €.' })
const flowers = pairOf('flowers', 'es', { question: '¿Puedo llevar flores?', answer: 'Sí, flores naturales.' })
const hello = pairOf('hello', 'es', { answer: '¡Hola!', metadata: { role: 'small-talk' } })

function assistantWithAll(): ScriptedAssistant {
  const assistant = scriptedAssistant([wedding, weddingEn, bus, flowers, hello])
  assistant.script('boda', { kind: 'answered', pair: wedding, confidence: 0.9 })
  assistant.script('¿y cuánto cuesta?', { kind: 'answered', pair: bus, confidence: 0.7 })
  assistant.script('¿Cómo me caso? ¿y cuánto cuesta?', { kind: 'answered', pair: wedding, confidence: 0.95 })
  assistant.script('¿Cómo me caso? ¿y si llueve?', { kind: 'answered', pair: wedding, confidence: 0.8 })
  assistant.script('hola', { kind: 'answered', pair: hello, confidence: 0.9 })
  return assistant
}

async function afterTheWedding(assistant = assistantWithAll()): Promise<TestChat> {
  const chat = testChat(assistant)
  await chat.send(join())
  await chat.send('boda')
  return chat
}

describe('a follow-up question', () => {
  it('is answered about the topic, says so, and offers its other meanings', async () => {
    const chat = await afterTheWedding()
    const [reply] = await chat.send('¿y cuánto cuesta?')
    expect(reply?.text).toMatch(/^Entiendo que se refiere a «¿Cómo me caso\?»\.[\s\S]*Cuesta 90 €/)
    expect(titles(reply)).toEqual(expect.arrayContaining(['¿Cuánto cuesta el autobús?', 'Hablar con una persona']))
    expect(chat.turns.at(-1)).toMatchObject({ kind: 'answered', pairIds: ['wedding'], confidence: 0.95 })
  })

  it('is not kept where it is too long to be searched', async () => {
    const chat = await afterTheWedding()
    const [reply] = await chat.send(`el de la ${'a'.repeat(2_100)}`)
    expect(reply?.text).toContain('2000')
    expect(chat.turns.at(-1)).toMatchObject({ kind: 'fallback' })
  })

  it('is recorded with its topic when the answer did not help', async () => {
    const chat = await afterTheWedding()
    const [reply] = await chat.send('¿y cuánto cuesta?')
    await chat.send(press(reply, 'No me sirve'))
    expect(chat.unanswered).toMatchObject([{ text: '¿Cómo me caso? ¿y cuánto cuesta?', shown: 'wedding' }])
  })

  it('is a question of its own at the beginning, and after another question', async () => {
    const chat = testChat(assistantWithAll())
    await chat.send(join())
    const [first] = await chat.send('¿y cuánto cuesta?')
    expect(first?.text).toContain('Un billete')
    await chat.send('boda')
    await chat.send('¿Dónde puedo dejar la bicicleta?')
    const [second] = await chat.send('¿y cuánto cuesta?')
    expect(second?.text).toMatch(/^Un billete/)
  })

  it('keeps its topic after a greeting', async () => {
    const chat = await afterTheWedding()
    await chat.send('hola')
    expect((await chat.send('¿y cuánto cuesta?'))[0]?.text).toContain('Cuesta 90 €')
  })

  it('is answered by itself when it leads to a prompt of the topic', async () => {
    const assistant = assistantWithAll()
    assistant.script('¿y cuánto cuestan?', { kind: 'answered', pair: flowers, confidence: 0.7 })
    const chat = await afterTheWedding(assistant)
    expect((await chat.send('¿y cuánto cuestan?'))[0]?.text).toMatch(/^Sí, flores/)
  })

  it('is answered by itself when it has a subject and an answer, otherwise about the topic', async () => {
    const assistant = assistantWithAll()
    assistant.script('¿y el autobús?', { kind: 'answered', pair: bus, confidence: 0.9 })
    assistant.script('¿Cómo me caso? ¿y el autobús?', { kind: 'answered', pair: wedding, confidence: 0.9 })
    const chat = await afterTheWedding(assistant)
    expect((await chat.send('¿y si llueve?'))[0]?.text).toContain('Cuesta 90 €')
    expect((await chat.send('¿y el autobús?'))[0]?.text).toMatch(/^Un billete/)
  })

  it('that names another of the same kind leads to a clarification', async () => {
    const assistant = assistantWithAll()
    const decision = { candidates: [] }
    assistant.script('el del autobús', { kind: 'answered', pair: bus, confidence: 0.9 }, decision)
    assistant.script('¿Cómo me caso? el del autobús', { kind: 'answered', pair: wedding, confidence: 0.9 }, decision)
    const chat = await afterTheWedding(assistant)
    const [reply] = await chat.send('el del autobús')
    expect(titles(reply)).toEqual(['¿Cuánto cuesta el autobús?', '¿Cómo me caso?', 'Ninguna de estas'])
  })

  it.each(['¿y con flores?', 'las flores'])(
    'is answered with the follow-up whose button it names: %s',
    async (text) => {
      const assistant = assistantWithAll()
      assistant.script(text, { kind: 'clarification', pairs: [bus, wedding], confidence: 0.3 })
      const chat = await afterTheWedding(assistant)
      expect((await chat.send(text))[0]?.text).toMatch(/^Sí, flores/)
    },
  )

  it('leads to a clarification when it nearly finds a prompt of the topic', async () => {
    const assistant = assistantWithAll()
    const fallback = { kind: 'fallback', reason: 'not-confident', confidence: 0.2 } as const
    const candidate = { score: 0.3, confidence: 0.2, signals: {}, contributions: {}, phrasing: '', matchedWords: [] }
    assistant.script('quiero un ramo', fallback, { candidates: [{ ...candidate, pair: flowers }] })
    const chat = await afterTheWedding(assistant)
    expect(titles((await chat.send('quiero un ramo'))[0])).toEqual(['¿Puedo llevar flores?', 'No, no es esta'])
  })

  it('needs no opening word when the topic contains all its subject words', async () => {
    const assistant = assistantWithAll()
    assistant.script('¿Cómo me caso? ¿puedo reservar ya?', { kind: 'answered', pair: wedding, confidence: 0.8 })
    assistant.script('¿Cómo me caso? ¿puedo bailar ya?', { kind: 'answered', pair: wedding, confidence: 0.8 })
    const chat = await afterTheWedding(assistant)
    expect((await chat.send('¿puedo reservar ya?'))[0]?.text).toContain('Cuesta 90 €')
    expect((await chat.send('¿puedo bailar ya?'))[0]?.text).toContain('No tengo una respuesta segura')
  })

  it('may follow up on the only offered pair, unless that was refused', async () => {
    const assistant = assistantWithAll()
    assistant.script('sobre casarse', { kind: 'clarification', pairs: [wedding], confidence: 0.4 })
    const chat = testChat(assistant)
    await chat.send(join())
    await chat.send('sobre casarse')
    expect((await chat.send('¿y cuánto cuesta?'))[0]?.text).toContain('Cuesta 90 €')
    const [asked] = await chat.send('sobre casarse')
    await chat.send(press(asked, 'No, no es esta'))
    expect((await chat.send('¿y cuánto cuesta?'))[0]?.text).toMatch(/^Un billete/)
  })

  it('is a goodbye when it says so', async () => {
    const chat = await afterTheWedding()
    expect((await chat.send('entonces nada'))[0]?.text).toContain('A su disposición')
  })

  it('may change the language', async () => {
    const assistant = assistantWithAll()
    const fallback = { kind: 'fallback', reason: 'not-confident', confidence: 0.1 } as const
    assistant.script('And how much does it cost?', fallback, { language: 'en' })
    const together = 'How do I get married? And how much does it cost?'
    assistant.script(together, { kind: 'answered', pair: weddingEn, confidence: 0.9 })
    const chat = await afterTheWedding(assistant)
    const [reply] = await chat.send('And how much does it cost?')
    expect(reply).toMatchObject({ locale: 'en', text: expect.stringContaining('It costs €90.') })
  })
})

describe('whether a message is a follow-up', () => {
  it.each([
    ['¿y cuánto cuesta?', 'no-subject'],
    ['hasta cuando', 'no-subject'],
    ['¿Y LOS SÁBADOS?', 'no-subject'],
    ['how long does it take', 'no-subject'],
    ['la de la biblioteca', 'another'],
    ['¿y si no estoy de acuerdo?', 'own-subject'],
    ['and if I disagree?', 'own-subject'],
    ['¿cuánto cuesta un nicho?', null],
    ['hola', null],
    ['necesito ayuda', null],
    ['y quería saber si mi hermana puede recoger el carné de la biblioteca por mí', null],
  ])('%s: %s', (text, kind) => {
    expect(followUpIn(text, loadLocales())).toBe(kind)
  })
})
