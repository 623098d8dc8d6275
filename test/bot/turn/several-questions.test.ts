import { describe, expect, it } from 'vitest'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import type { Candidate } from '../../../knowledge/search/outcome.js'
import { pairOf, type ScriptedAssistant, scriptedAssistant } from '../../support/scripted-assistant.js'
import { join, press, testChat, titles } from '../../support/test-chat.js'

const hours = pairOf('hours', 'es', { question: '¿Qué horario tienen?', answer: 'De 9 a 14.' })
const card = pairOf('card', 'es', { question: '¿Cómo me hago el carné?', answer: 'Con su documento.' })
const loans = pairOf('loans', 'es', { question: '¿Cuántos libros prestan?', answer: 'Seis.' })
const hello = pairOf('hello', 'es', { answer: '¡Hola!', metadata: { role: 'small-talk' } })

function assistantWithAll(): ScriptedAssistant {
  const assistant = scriptedAssistant([hours, card, loans, hello])
  const answers = {
    '¿A qué hora abre la biblioteca?': hours,
    '¿Cómo pido el carné?': card,
    '¿Cuántos libros me llevo?': loans,
  }
  for (const [text, pair] of Object.entries(answers)) {
    assistant.script(text, { kind: 'answered', pair, confidence: 0.8 })
  }
  assistant.script('Hola, buenos días.', { kind: 'answered', pair: hello, confidence: 0.9 })
  return assistant
}

async function greeted(assistant: ScriptedAssistant) {
  const chat = testChat(assistant)
  await chat.send(join())
  return chat
}

function candidatesOf(...pairs: readonly QnaPair[]): readonly Candidate[] {
  return pairs.map((pair) => ({
    ...{ pair, score: 0.3, confidence: 0.2, signals: {}, contributions: {}, phrasing: pair.question, matchedWords: [] },
  }))
}

describe('a message with several questions', () => {
  const message = 'Hola, buenos días. ¿A qué hora abre la biblioteca? ¿Cómo pido el carné? ¿Cuántos libros me llevo?'

  it.each([
    ['one of them alone would be answered', { kind: 'answered', pair: card, confidence: 0.7 } as const],
    ['they would be asked back about', { kind: 'clarification', pairs: [card, hours], confidence: 0.4 } as const],
    ['nothing would be found', { kind: 'fallback', reason: 'not-confident', confidence: 0.1 } as const],
  ])('has its first answered and the others offered, where by the whole %s', async (_, outcome) => {
    const assistant = assistantWithAll()
    assistant.script(message, outcome)
    const chat = await greeted(assistant)
    const [reply] = await chat.send(message)
    expect(reply?.text).toMatch(
      /^Su mensaje tiene varias preguntas\. Empiezo por «¿Qué horario tienen\?»[\s\S]*De 9 a 14\./,
    )
    expect(titles(reply).slice(2)).toEqual(['¿Cómo me hago el carné?', '¿Cuántos libros prestan?'])
    expect(chat.turns).toMatchObject([{ kind: 'answered', pairIds: ['hours'], confidence: 0.8 }])
    expect(chat.unanswered).toEqual([])
  })

  it('gets its first question answered, even if that could be a follow-up', async () => {
    const assistant = assistantWithAll()
    assistant.script('¿A qué hora abren?', { kind: 'answered', pair: hours, confidence: 0.8 })
    assistant.script('¿A qué hora abren? ¿Cómo pido el carné?', { kind: 'answered', pair: card, confidence: 0.7 })
    const [reply] = await (await greeted(assistant)).send('¿A qué hora abren? ¿Cómo pido el carné?')
    expect(reply?.text).toContain('De 9 a 14.')
    expect(titles(reply)).toContain('¿Cómo me hago el carné?')
  })

  it('keeps offering the others until they are answered or something else is asked', async () => {
    const chat = await greeted(assistantWithAll())
    const [first] = await chat.send(message)
    const [second] = await chat.send(press(first, '¿Cómo me hago el carné?'))
    expect(second?.text).toContain('Con su documento.')
    expect(titles(second).slice(2)).toEqual(['¿Cuántos libros prestan?'])
    const [third] = await chat.send('¿Cómo pido el carné?')
    expect(titles(third).slice(2)).toEqual([])
  })

  it('offers questions too that would lead to a clarification by themselves', async () => {
    const assistant = assistantWithAll()
    const text = '¿Cómo pido el carné? ¿Cuándo abren la sala de lectura?'
    assistant.script('¿Cuándo abren la sala de lectura?', { kind: 'clarification', pairs: [hours], confidence: 0.4 })
    assistant.script(text, { kind: 'answered', pair: card, confidence: 0.7 })
    const [reply] = await (await greeted(assistant)).send(text)
    expect(reply?.text).toContain('Con su documento.')
    expect(titles(reply).slice(2)).toEqual(['¿Qué horario tienen?'])
  })

  it('is split even when the whole finds the answer to its second question', async () => {
    const assistant = assistantWithAll()
    const text = '¿Cómo pido el carné? ¿Cuándo abren la sala de lectura?'
    assistant.script('¿Cuándo abren la sala de lectura?', { kind: 'clarification', pairs: [hours], confidence: 0.4 })
    assistant.script(text, { kind: 'answered', pair: hours, confidence: 0.7 })
    const [reply] = await (await greeted(assistant)).send(text)
    expect(reply?.text).toContain('Con su documento.')
    expect(titles(reply).slice(2)).toEqual(['¿Qué horario tienen?'])
  })

  it('is one question when its sentences have the same answer', async () => {
    const assistant = assistantWithAll()
    assistant.script('¿Dan carnés aquí?', { kind: 'answered', pair: card, confidence: 0.6 })
    const text = '¿Dan carnés aquí? ¿Cómo pido el carné?'
    assistant.script(text, { kind: 'answered', pair: card, confidence: 0.9 })
    const [reply] = await (await greeted(assistant)).send(text)
    expect(reply?.text).toMatch(/^Con su documento\./)
  })
})

describe('a long message for which the search finds nothing', () => {
  const story = 'Nos mudamos en mayo con los niños. Necesitamos el carné de lectores.'
  const found = { kind: 'clarification', pairs: [card, hours], confidence: 0.4 } as const
  const nothing = { kind: 'fallback', reason: 'not-confident', confidence: 0.1 } as const

  it('leads to a clarification about a pair that a sentence finds and the whole is close to', async () => {
    const assistant = assistantWithAll()
    assistant.script(story, nothing, { candidates: candidatesOf(loans, card) })
    assistant.script('Necesitamos el carné de lectores.', found)
    const chat = await greeted(assistant)
    const [reply] = await chat.send(story)
    expect(titles(reply)).toEqual(['¿Cómo me hago el carné?', 'No, no es esta'])
    const [refused] = await chat.send(press(reply, 'No, no es esta'))
    expect(refused?.text).toContain('La he anotado')
    expect(chat.unanswered).toMatchObject([{ text: story }])
  })

  it('leads to none when the sentence says too little: a plea for help is similar to many pairs', async () => {
    const assistant = assistantWithAll()
    const plea = 'Nos mudamos en mayo con los niños. ¿Me orientan, por favor?'
    assistant.script(plea, nothing, { candidates: candidatesOf(card) })
    assistant.script('¿Me orientan, por favor?', found)
    const [reply] = await (await greeted(assistant)).send(plea)
    expect(reply?.text).toContain('No tengo una respuesta segura')
  })

  it('leads to none when only the sentence is close to the pair', async () => {
    const assistant = assistantWithAll()
    assistant.script(story, nothing, { candidates: candidatesOf(loans, hours) })
    assistant.script('Necesitamos el carné de lectores.', found)
    const [reply] = await (await greeted(assistant)).send(story)
    expect(reply?.text).toContain('No tengo una respuesta segura')
  })
})
