import { describe, expect, it } from 'vitest'
import { pairOf, type ScriptedAssistant, scriptedAssistant } from '../../support/scripted-assistant.js'
import { CONTACT, join, type TestChat, testChat, titles } from '../../support/test-chat.js'

const lift = pairOf('lift', 'es', { question: '¿Hay subvenciones para un ascensor?', metadata: { starter: '1' } })
const shelter = pairOf('shelter', 'es', { answer: 'Llame al 016.' })
const hello = pairOf('hello', 'es', { answer: '¡Hola!', metadata: { role: 'small-talk' } })
const robot = pairOf('robot', 'es', { answer: 'Soy un programa.', metadata: { role: 'small-talk' } })

async function chatWith(assistant: ScriptedAssistant, locale = 'es'): Promise<TestChat> {
  const chat = testChat(assistant, { locale })
  await chat.send(join())
  return chat
}

async function replyTo(text: string, assistant = scriptedAssistant([lift, shelter, hello, robot]), locale = 'es') {
  const chat = await chatWith(assistant, locale)
  const [reply] = await chat.send(text)
  return { chat, reply }
}

describe('a message of somebody in danger', () => {
  it.each([
    ['es', 'quiero morirme'],
    ['es', 'Me kiero suisidar... pienso en suisidarme'],
    ['es', 'MI MARIDO ME PEGA'],
    ['es', 'mi padre se ha caído y no respira'],
    ['en', 'I want to kill myself'],
    ['en', 'My husband hits me, where can I go?'],
  ])('is shown the emergency number and a person, and stands on record: %s, %s', async (locale, text) => {
    const { chat, reply } = await replyTo(text, undefined, locale)
    expect(reply?.text).toMatch(/112[\s\S]*911[\s\S]*900 111 222/)
    expect(reply?.text).not.toMatch(/anotado|noted/)
    expect(chat.turns).toMatchObject([{ kind: 'fallback', pairIds: [] }])
    expect(chat.unanswered).toMatchObject([{ text }])
  })

  it('is answered with the institution’s emergency number, if one is configured', async () => {
    const contact = { ...CONTACT, emergency: '123 (línea *gratuita*)' }
    const chat = testChat(scriptedAssistant([lift]), { locale: 'es', contact })
    await chat.send(join())
    const [reply] = await chat.send('hay fuego en la escalera')
    expect(reply?.text).toContain('emergencias**: 123 (línea \\*gratuita\\*).')
    expect(reply?.text).not.toContain('911')
  })

  it('gets no choice of questions', async () => {
    const assistant = scriptedAssistant([lift, shelter])
    assistant.script('hay un incendio en mi edificio', { kind: 'clarification', pairs: [lift], confidence: 0.4 })
    const { reply } = await replyTo('hay un incendio en mi edificio', assistant)
    expect(reply?.text).toContain('112')
    expect(titles(reply)).toEqual(['Hablar con una persona'])
  })

  it('gets no greeting in reply', async () => {
    const assistant = scriptedAssistant([hello])
    assistant.script('hola, me quiero morir', { kind: 'answered', pair: hello, confidence: 0.8 })
    expect((await replyTo('hola, me quiero morir', assistant)).reply?.text).toContain('112')
  })

  it('gets what editors wrote for it', async () => {
    const assistant = scriptedAssistant([shelter])
    assistant.script('mi marido me pega', { kind: 'answered', pair: shelter, confidence: 0.9 })
    expect((await replyTo('mi marido me pega', assistant)).reply?.text).toContain('Llame al 016.')
  })
})

describe('a message that shows need or anger', () => {
  it.each([
    ['es', 'nos van a desahuciar el lunes', 'Entiendo que es urgente'],
    ['es', 'no tengo nada para dar de comer a mis hijos', 'Entiendo que es urgente'],
    ['es', 'sois unos inútiles', 'Siento que no esté recibiendo la atención'],
    ['en', 'we are homeless since yesterday', 'I understand that this is urgent'],
    ['en', 'this is bullshit', 'I am sorry that you are not getting the service'],
  ])('is shown a person at once where nothing answers it: %s, %s', async (locale, text, words) => {
    const { chat, reply } = await replyTo(text, undefined, locale)
    expect(reply?.text).toContain(words)
    expect(reply?.text).toContain('900 111 222')
    expect(reply?.text).not.toMatch(/anotado|noted/)
    expect(chat.unanswered).toMatchObject([{ text }])
  })

  it('gets the way to a person before the choices', async () => {
    const assistant = scriptedAssistant([lift, shelter])
    const text = 'no puedo más, necesito una ayuda'
    assistant.script(text, { kind: 'clarification', pairs: [lift, shelter], confidence: 0.4 })
    const { reply } = await replyTo(text, assistant)
    expect(reply?.text).toMatch(
      /^Entiendo que es urgente[\s\S]*900 111 222[\s\S]*¿a cuál de estas preguntas se refiere\?$/,
    )
    expect(titles(reply)).toContain(lift.question)
  })

  it('shows none when the words only name a street', async () => {
    const { reply } = await replyTo('vivo en la calle Mayor 3')
    expect(reply?.text).toContain('No tengo una respuesta segura')
  })
})

describe('a message that asks nothing', () => {
  it.each([
    ['es', 'ok perfecto', 'A su disposición'],
    ['es', 'Adiós!', 'A su disposición'],
    ['es', '👍🏽', 'A su disposición'],
    ['es', '¿Eres un robot?', 'un programa, no una persona'],
    ['es', 'no entiendo nada', 'Siento no haberme explicado bien'],
    ['es', 'no me has contestado', 'Siento no haberme explicado bien'],
    ['es', '12345678Z', 'no sé de qué trata'],
    ['es', '2025/4431', 'no sé de qué trata'],
    ['es', 'la primera', 'no sé de qué trata'],
    ['es', 'Me sirve', 'A su disposición'],
    ['es', 'Hola, quería hacer una consulta', 'no sé de qué trata'],
    ['en', 'thanks for your help', 'At your service'],
    ['en', 'Am I talking to a human?', 'a program, not a person'],
    ['en', "that's not what I asked", 'I am sorry that I was not clear'],
  ])('is not noted as a question: %s, %s', async (locale, text, words) => {
    const { chat, reply } = await replyTo(text, undefined, locale)
    expect(reply?.text).toContain(words)
    expect(chat.unanswered).toEqual([])
  })

  it('includes a “yes” when nothing was asked', async () => {
    const assistant = scriptedAssistant([lift])
    assistant.script('sí', { kind: 'clarification', pairs: [lift], confidence: 0.4 })
    const { chat, reply } = await replyTo('sí', assistant)
    expect(reply?.text).toContain('no sé de qué trata')
    expect(chat.turns).toMatchObject([{ kind: 'fallback', pairIds: [] }])
  })

  it('leads to a person when the citizen was not understood', async () => {
    expect((await replyTo('no me has contestado')).reply?.text).toContain('900 111 222')
  })

  it('is answered as editors wrote', async () => {
    const assistant = scriptedAssistant([robot])
    assistant.script('¿eres un robot?', { kind: 'answered', pair: robot, confidence: 0.8 })
    expect((await replyTo('¿eres un robot?', assistant)).reply?.text).toBe('Soy un programa.')
  })
})

describe('a long message without an answer', () => {
  it('gets the advice to write one sentence', async () => {
    const story =
      'El mes pasado fui a ver a mi hermana y al volver encontré una carta en el buzón que decía muchas cosas raras. '
    const { chat, reply } = await replyTo(story.repeat(2))
    expect(reply?.text).toMatch(/La he anotado[\s\S]*Pruebe con una sola frase/)
    expect(chat.unanswered).toHaveLength(1)
  })
})
