import { describe, expect, it } from 'vitest'
import { KnowledgeError } from '../../../knowledge/errors.js'
import { pairOf, type ScriptedAssistant, scriptedAssistant, VERSION } from '../../support/scripted-assistant.js'
import { buttons, join, press, testChat, titles } from '../../support/test-chat.js'

const [YES, NO] = ['Me sirve', 'No me sirve']
const NOW = new Date('2026-03-02T10:00:00Z')

const fees = pairOf('fees', 'es', {
  question: '¿Cuánto cuesta?',
  answer: 'Son 120 florines.',
  metadata: { starter: '1' },
  prompts: [{ displayText: 'Plazo', pairId: 'term' }],
})
const term = pairOf('term', 'es', { question: '¿Cuánto tarda?', answer: 'Tres días.' })
const hello = pairOf('hello', 'es', { answer: '¡Hola!', metadata: { role: 'small-talk' } })
const person = pairOf('person', 'es', { answer: 'Llame al 900.', metadata: { role: 'handoff' } })

function assistantWithAll(): ScriptedAssistant {
  const assistant = scriptedAssistant([fees, term, hello, person])
  assistant.script('precio', { kind: 'answered', pair: fees, confidence: 0.9 })
  assistant.script('precio, soy 12345678Z', { kind: 'answered', pair: fees, confidence: 0.9 })
  assistant.script('hola', { kind: 'answered', pair: hello, confidence: 0.9 })
  assistant.script('plazos', { kind: 'clarification', pairs: [fees, term], confidence: 0.5 })
  assistant.script('una persona', { kind: 'handoff', pair: person, confidence: 0.9 })
  return assistant
}

async function greeted(options: Parameters<typeof testChat>[1] = {}) {
  const chat = testChat(assistantWithAll(), options)
  await chat.send(join())
  return chat
}

describe('whether an answer helped', () => {
  it('is asked after an answer, by two buttons that carry its receipt', async () => {
    const chat = await greeted()
    const [reply] = await chat.send('precio')
    expect(titles(reply)).toEqual([YES, NO, 'Plazo'])
    expect(buttons(reply)[1]).toEqual({
      type: 'messageBack',
      title: NO,
      displayText: NO,
      text: NO,
      value: { ventanilla: { helpful: false, receipt: chat.turns[0]?.receipt, language: 'es' } },
    })
    expect(reply?.text).not.toContain('¿Le ha servido?')
  })

  it.each([
    ['small talk', 'hola'],
    ['a handoff', 'una persona'],
    ['a fallback', '¿tienen visados?'],
    ['a clarification', 'plazos'],
  ])('is not asked after %s', async (_, words) => {
    const [reply] = await (await greeted()).send(words)
    expect(titles(reply)).not.toContain(NO)
  })

  it('is not asked when the turn could not be recorded', async () => {
    const turns = {
      record: () =>
        Promise.reject(new KnowledgeError('DISK_FULL', { what: 'path', path: 'data' }, { do: 'free-disk' })),
    }
    const [reply] = await (await greeted({ turns })).send('precio')
    expect(titles(reply)).toEqual(['Plazo'])
  })

  it('is asked in words too on a channel that may show no buttons', async () => {
    const chat = await greeted({ channel: 'sms' })
    const [reply] = await chat.send('precio')
    expect(reply?.text).toMatch(/¿Le ha servido\? Conteste «sí» o «no»\.(\n|$)/)
    await chat.send('No')
    expect(chat.votes).toMatchObject([{ helpful: false, channel: 'sms' }])
  })

  it.each([
    ['yes', true],
    ['Sí, gracias', true],
    ['no', false],
    ['Not really', false],
    ['no me ha servido', false],
  ])('is understood from the words %j', async (words, helpful) => {
    const chat = await greeted()
    await chat.send('precio')
    await chat.send(words)
    expect(chat.votes).toMatchObject([{ helpful }])
  })

  it.each([['no, la otra'], ['No me has contestado']])(
    'is no in the words %j, and what was nearly answered is offered instead',
    async (words) => {
      const chat = await greeted()
      await chat.send('precio')
      const [reply] = await chat.send(words)
      expect(chat.votes).toMatchObject([{ helpful: false }])
      expect(titles(reply)).toEqual(['Hablar con una persona', '¿Cuánto tarda?'])
    },
  )

  it('is not what «no» means when nothing was asked', async () => {
    const chat = await greeted()
    await chat.send('precio')
    await chat.send('hola')
    await chat.send('no')
    expect(chat.votes).toEqual([])
    expect(chat.unanswered).toEqual([])
  })
})

describe('a vote', () => {
  it('that an answer helped is recorded for its turn, gets thanks, and keeps the other buttons', async () => {
    const chat = await greeted()
    const [answer] = await chat.send('precio')
    const [thanks] = await chat.send(press(answer, YES))
    expect(thanks?.text).toBe('Gracias por decirlo.')
    expect(titles(thanks)).toEqual(['Plazo'])
    expect(chat.votes).toEqual([
      {
        receipt: chat.turns[0]?.receipt,
        at: NOW,
        answeredAt: NOW,
        channel: 'directline',
        language: 'es',
        version: VERSION,
        pairId: 'fees',
        helpful: true,
        before: null,
      },
    ])
    expect(chat.unanswered).toEqual([])
    expect(chat.turns).toHaveLength(1)
  })

  it('that it did not help records the question with the pair shown, and offers a person', async () => {
    const chat = await greeted()
    const [answer] = await chat.send('precio')
    const [reply] = await chat.send(press(answer, NO))
    expect(reply?.text).toBe(
      'Gracias por decirlo; siento no haber acertado con su pregunta. La he anotado para que el equipo prepare una respuesta.\n\nPuede decirlo con otras palabras, elegir otra pregunta o hablar con una persona.',
    )
    expect(titles(reply)).toEqual(['Hablar con una persona', '¿Cuánto tarda?'])
    expect(chat.unanswered).toMatchObject([
      {
        at: NOW,
        text: 'precio',
        language: 'es',
        version: VERSION,
        outcome: 'not-helpful',
        confidence: 0.9,
        shown: 'fees',
      },
    ])
    expect(chat.unanswered[0]?.closest.map(({ pair }) => pair.id)).toEqual(['fees', 'term', 'hello'])
  })

  it('waits until the question is on disk', async () => {
    const steps: string[] = []
    const unanswered = {
      record: async () => {
        await new Promise((resolve) => setTimeout(resolve, 30))
        steps.push('recorded')
      },
    }
    const chat = await greeted({ unanswered })
    const [answer] = await chat.send('precio')
    await chat.send(press(answer, NO)).then(() => steps.push('replied'))
    expect(steps).toEqual(['recorded', 'replied'])
  })

  it('does not claim a record that failed, and gives the contact instead', async () => {
    const full = {
      record: () =>
        Promise.reject(new KnowledgeError('DISK_FULL', { what: 'path', path: 'data' }, { do: 'free-disk' })),
    }
    const chat = await greeted({ unanswered: full, feedback: full })
    const [answer] = await chat.send('precio')
    const [reply] = await chat.send(press(answer, NO))
    expect(reply?.text).not.toContain('anotado')
    expect(reply?.text).toContain('900 111 222')
    expect(chat.log.map(({ message }) => message).sort()).toEqual([
      'a vote on an answer was not recorded',
      'an unanswered question was not recorded',
    ])
  })

  it('keeps no personal data of the question while it waits for a vote', async () => {
    const chat = await greeted()
    const [answer] = await chat.send('precio, soy 12345678Z')
    await chat.send(press(answer, NO))
    expect(chat.unanswered).toMatchObject([{ text: 'precio, soy <id>' }])
  })

  it('on an answer chosen from a clarification is about the original question', async () => {
    const chat = await greeted()
    const [choices] = await chat.send('plazos')
    const [answer] = await chat.send(press(choices, '¿Cuánto tarda?'))
    await chat.send(press(answer, NO))
    expect(chat.unanswered).toMatchObject([{ text: 'plazos', outcome: 'not-helpful', shown: 'term' }])
  })

  it('on a starter question chosen by its button is about that question', async () => {
    const chat = testChat(assistantWithAll())
    const [greeting] = await chat.send(join())
    const [answer] = await chat.send(press(greeting, '¿Cuánto cuesta?'))
    await chat.send(press(answer, NO))
    expect(chat.unanswered).toMatchObject([{ text: '¿Cuánto cuesta?', shown: 'fees' }])
  })

  it('may be changed: the last counts, and the question is recorded once', async () => {
    const chat = await greeted()
    const [answer] = await chat.send('precio')
    for (const title of [NO, NO, YES, NO]) await chat.send(press(answer, title))
    expect(chat.votes.map(({ helpful, before }) => [helpful, before])).toEqual([
      [false, null],
      [true, false],
      [false, true],
    ])
    expect(chat.unanswered).toHaveLength(1)
  })

  it('counts for its own answer, even some answers later', async () => {
    const chat = await greeted()
    const [first] = await chat.send('precio')
    const [second] = await chat.send(press(first, 'Plazo'))
    await chat.send(press(first, NO))
    await chat.send(press(second, YES))
    expect(chat.votes).toMatchObject([
      { receipt: chat.turns[0]?.receipt, pairId: 'fees', helpful: false },
      { receipt: chat.turns[1]?.receipt, pairId: 'term', helpful: true },
    ])
  })

  it('counts only for answers that this conversation got, and otherwise gets thanks or a person in reply', async () => {
    const [mine, other] = [await greeted(), await greeted()]
    const [answer] = await other.send('precio')
    await mine.send('precio')
    const [reply] = await mine.send(press(answer, NO))
    expect(reply?.text).toMatch(/^Gracias por decirlo; siento no haber acertado[\s\S]*900 111 222/)
    expect((await mine.send(press(answer, YES)))[0]?.text).toBe('Gracias por decirlo.')
    expect([mine.votes, mine.unanswered]).toEqual([[], []])
  })

  it.each([
    ['no receipt', { helpful: false }],
    ['no vote', { receipt: 'AAAA-AAAA' }],
    ['a vote that is none', { receipt: 'AAAA-AAAA', helpful: 'no' }],
  ])('with %s is no vote', async (_, ventanilla) => {
    const chat = await greeted()
    await chat.send({ text: 'precio', value: { ventanilla } })
    expect(chat.votes).toEqual([])
    expect(chat.turns).toHaveLength(1)
  })

  it('gives the contact unasked when answers do not help twice in a row', async () => {
    const chat = await greeted()
    const [first] = await chat.send('precio')
    await chat.send(press(first, NO))
    const [miss] = await chat.send('¿tienen visados?')
    expect(miss?.text).toContain('900 111 222')
  })
})
