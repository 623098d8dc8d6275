import { describe, expect, it } from 'vitest'
import { loadLocales } from '../../../bot/locale.js'
import { KnowledgeError } from '../../../knowledge/errors.js'
import { pairOf, type ScriptedAssistant, scriptedAssistant, VERSION } from '../../support/scripted-assistant.js'
import { buttons, join, press, testChat, titles } from '../../support/test-chat.js'

const fees = pairOf('fees', 'es', {
  question: '¿Cuánto cuesta el alta?',
  answer: 'Son **120 florines**.',
  source: 'https://oficina.example/tasas',
  metadata: { starter: '1' },
  prompts: [
    { displayText: 'Plazo', pairId: 'term' },
    { displayText: 'Retirada', pairId: 'gone' },
  ],
})
const feesEn = pairOf('fees', 'en', {
  question: 'What does it cost?',
  answer: 'It is **120 florins**.',
  metadata: { starter: '1' },
})
const term = pairOf('term', 'es', { question: '¿Cuánto tarda?', answer: 'Tres días.', source: 'Ley 12, art. 3' })
const hello = pairOf('hello', 'es', { answer: '¡Hola!', metadata: { role: 'small-talk' } })
const person = pairOf('person', 'es', { answer: 'Llame al 900.', metadata: { role: 'handoff' } })

function assistantWithAll(): ScriptedAssistant {
  const assistant = scriptedAssistant([fees, feesEn, term, hello, person])
  assistant.script('precio', { kind: 'answered', pair: fees, confidence: 0.9 })
  assistant.script('hola', { kind: 'answered', pair: hello, confidence: 0.9 })
  assistant.script('plazos', { kind: 'clarification', pairs: [fees, term], confidence: 0.5 })
  assistant.script('cuanto cuesta', { kind: 'clarification', pairs: [fees], confidence: 0.4 })
  assistant.script('una persona', { kind: 'handoff', pair: person, confidence: 0.9 })
  return assistant
}

async function greeted(assistant = assistantWithAll(), options: Parameters<typeof testChat>[1] = {}) {
  const chat = testChat(assistant, options)
  await chat.send(join())
  return chat
}

describe('the greeting', () => {
  it('says that it is a program, what it does, what not to write and how to reach a person', async () => {
    const [greeting, ...rest] = await testChat(assistantWithAll()).send(join())
    expect(rest).toEqual([])
    expect(greeting?.text).toMatchInlineSnapshot(`
      "¡Hola! Soy el **asistente automático** de Oficina de Prueba: un programa, no una persona.

      Busco la respuesta a su pregunta entre textos escritos y revisados por su personal. A veces entiendo mal una pregunta; si la respuesta no encaja, pruebe con otras palabras.

      **No escriba datos personales**, como su nombre, su número de identidad o su cuenta bancaria.

      ¿Prefiere hablar con una persona? Elija «Hablar con una persona» o escríbalo cuando quiera.

      - **Teléfono:** [900 111 222](<tel:900111222>) (horario: 9:00–14:00)
      - **Correo:** [ayuda@oficina.example](<mailto:ayuda@oficina.example>)
      - **Todas las formas de contacto:** [oficina.example](<https://oficina.example/contacto>)

      Puede empezar por una de estas preguntas o escribir la suya."
    `)
    expect(titles(greeting)).toEqual(['¿Cuánto cuesta el alta?', 'Hablar con una persona'])
    expect(greeting).toMatchObject({ locale: 'es', textFormat: 'markdown' })
  })

  it('works out starter questions only when it shows them', async () => {
    const assistant = assistantWithAll()
    let looked = 0
    const chat = testChat({
      ...assistant,
      starters(language, now) {
        looked++
        return assistant.starters(language, now)
      },
    })
    await chat.send('precio')
    expect(looked).toBe(0)
    await chat.send('gracias')
    expect(looked).toBe(1)
  })

  it('comes once in a conversation', async () => {
    const chat = await greeted()
    expect(await chat.send(join())).toEqual([])
    expect(await chat.send('precio')).toHaveLength(1)
  })

  it('does not greet the bot itself', async () => {
    const chat = testChat(assistantWithAll())
    expect(await chat.send({ type: 'conversationUpdate', membersAdded: [{ id: 'bot', name: '' }] })).toEqual([])
  })

  it('comes before the first answer when the channel announced nobody', async () => {
    const chat = testChat(assistantWithAll())
    const [first, second] = await chat.send('precio')
    expect(first?.text).toContain('asistente automático')
    expect(second?.text).toContain('120 florines')
    expect(await chat.send('precio')).toHaveLength(1)
  })

  it('is not repeated after the turn that followed it failed', async () => {
    const assistant = assistantWithAll()
    const chat = testChat(assistant)
    assistant.fail(new Error('broken'))
    await chat.send('precio')
    assistant.fail(null)
    expect(await chat.send('precio')).toHaveLength(1)
  })
})

describe('a conversation that begins anew before the eyes of its citizen', () => {
  const STARTED_ANEW = { type: 'conversationUpdate', channelData: { startedAnew: true } }

  it.each([
    ['es-ES', 'empieza de nuevo', 'asistente automático de Oficina de Prueba', 'Hablar con una persona'],
    ['en-GB', 'starts again', 'automated assistant of Oficina de Prueba', 'Talk to a person'],
  ])('says so in %s, once, and that it is a program', async (locale, word, who, person) => {
    const chat = testChat(scriptedAssistant([]), { locale })
    const [reply, ...more] = await chat.send({ ...STARTED_ANEW, locale })
    expect(more).toEqual([])
    expect(reply?.text).toContain(word)
    expect(reply?.text).toContain(who)
    expect(reply?.suggestedActions?.actions.map(({ title }) => title)).toContain(person)
    const next = await chat.send('xyzzy')
    expect(next.map(({ text }) => text).join()).not.toContain(word)
    expect(next).toHaveLength(1)
  })

  it('is silent about an update of any other kind', async () => {
    expect(await testChat(scriptedAssistant([])).send({ type: 'conversationUpdate' })).toEqual([])
  })
})

describe('an answer', () => {
  it('carries its source, its version and a receipt that finds the turn', async () => {
    const chat = await greeted()
    const [reply] = await chat.send('precio')
    const [turn] = chat.turns
    expect(reply?.text).toBe(
      `Son **120 florines**.\n\nFuente: [oficina.example](<https://oficina.example/tasas>)\n\n_Versión kb-000007 · Referencia ${turn?.receipt}_`,
    )
    expect(turn).toEqual({
      receipt: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
      at: new Date('2026-03-02T10:00:00Z'),
      channel: 'directline',
      kind: 'answered',
      language: 'es',
      version: VERSION,
      pairIds: ['fees'],
      confidence: 0.9,
      unseenShare: 0.25,
    })
  })

  it('is marked as automated, but not as written by a machine', async () => {
    const chat = await greeted()
    const [reply] = await chat.send('precio')
    expect(reply?.entities).toEqual([
      {
        type: 'https://schema.org/Message',
        '@context': 'https://schema.org',
        '@type': 'Message',
        '@id': '',
        keywords: ['AutomatedMessage', 'HumanWrittenText'],
        inLanguage: 'es',
        version: VERSION,
        identifier: chat.turns[0]?.receipt,
      },
    ])
  })

  it('offers the prompts whose pairs still exist', async () => {
    const chat = await greeted()
    const [reply] = await chat.send('precio')
    expect(buttons(reply).slice(2)).toEqual([
      {
        type: 'messageBack',
        title: 'Plazo',
        displayText: 'Plazo',
        text: 'Plazo',
        value: { ventanilla: { pairId: 'term', language: 'es' } },
      },
    ])
    const [next] = await chat.send(press(reply, 'Plazo'))
    expect(next?.text).toContain('Tres días.')
    expect(next?.text).toContain('Fuente: Ley 12, art. 3')
    expect(chat.turns[1]).toMatchObject({ pairIds: ['term'], confidence: 1 })
  })

  it('is found by the title of a button when a channel sends back only the title', async () => {
    const chat = await greeted()
    await chat.send('precio')
    const [reply] = await chat.send('plazo')
    expect(reply?.text).toContain('Tres días.')
  })

  it('shows small talk without source or codes', async () => {
    const chat = await greeted()
    const [reply] = await chat.send('hola')
    expect(reply?.text).toBe('¡Hola!')
    expect(chat.turns).toHaveLength(1)
  })

  it('leaves the receipt out when the turn could not be recorded', async () => {
    const turns = {
      record: () =>
        Promise.reject(new KnowledgeError('DISK_FULL', { what: 'path', path: 'data' }, { do: 'free-disk' })),
    }
    const chat = await greeted(assistantWithAll(), { turns })
    const [reply] = await chat.send('precio')
    expect(reply?.text).toBe('Son **120 florines**.\n\nFuente: [oficina.example](<https://oficina.example/tasas>)')
    expect(chat.log).toEqual([{ level: 'error', fields: { code: 'DISK_FULL' }, message: 'a turn was not recorded' }])
  })

  it('neutralises unsafe Markdown of an editor', async () => {
    const assistant = assistantWithAll()
    const hostile = pairOf('x', 'es', {
      answer: '<script>alert(1)</script> [aquí](javascript:alert(1)) ![p](https://t.example/p.png)',
      source: 'javascript:alert(1)',
    })
    assistant.script('ataque', { kind: 'answered', pair: hostile, confidence: 0.9 })
    const [reply] = await (await greeted(assistant)).send('ataque')
    expect(reply?.text).not.toMatch(/<script|\]\(<?javascript|!\[/)
    expect(reply?.text).toContain('&lt;script>alert(1)&lt;/script>')
  })

  it('is plain on a channel that shows Markdown as typed', async () => {
    const chat = await greeted(assistantWithAll(), { channel: 'sms' })
    const [reply] = await chat.send('precio')
    expect(reply).toMatchObject({ textFormat: 'plain' })
    expect(reply?.text).toMatch(
      /^Son 120 florines\.\n\nFuente: oficina\.example \(https:\/\/oficina\.example\/tasas\)\n\nVersión/,
    )
  })
})

describe('a clarification', () => {
  it('shows a button for each candidate and one for none of them', async () => {
    const chat = await greeted()
    const [reply] = await chat.send('plazos')
    expect(reply?.text).toBe('Para darle la respuesta correcta: ¿a cuál de estas preguntas se refiere?')
    expect(titles(reply)).toEqual(['¿Cuánto cuesta el alta?', '¿Cuánto tarda?', 'Ninguna de estas'])
    expect(chat.turns[0]).toMatchObject({ kind: 'clarification', pairIds: ['fees', 'term'] })
    const [answer] = await chat.send(press(reply, '¿Cuánto tarda?'))
    expect(answer?.text).toContain('Tres días.')
    expect(chat.unanswered).toEqual([])
  })

  it.each([
    ...['2', ' 2. ', '2)', '¿Cuánto tarda?', 'CUANTO TARDA', 'la segunda', 'El segundo, por favor', 'la 2', 'opción 2'],
    ...['nº 2', 'the second one, please', 'option two', 'dos'],
  ])('takes %j for the second candidate', async (words) => {
    const chat = await greeted()
    await chat.send('plazos')
    const [answer] = await chat.send(words)
    expect(answer?.text).toContain('Tres días.')
  })

  it('lists its choices by number on a channel that may show no buttons', async () => {
    const chat = await greeted(assistantWithAll(), { channel: 'line' })
    const [reply] = await chat.send('plazos')
    expect(reply?.text).toBe(
      'Para darle la respuesta correcta: ¿a cuál de estas preguntas se refiere?\n\n1. ¿Cuánto cuesta el alta?\n2. ¿Cuánto tarda?\n3. Ninguna de estas\n\nConteste con el número.',
    )
    const [refused] = await chat.send('3')
    expect(refused?.text).toContain('su pregunta es otra')
  })

  it('is listed by number, as all choices are, on a channel that shows no buttons', async () => {
    const chat = await greeted(assistantWithAll(), { channel: 'sms' })
    const [unknown] = await chat.send('algo raro')
    expect(unknown?.text).toMatch(
      /\n\n1\. Hablar con una persona\n2\. ¿Cuánto cuesta el alta\?\n\nConteste con el número\.$/,
    )
    const [answer] = await chat.send('2')
    expect(answer?.text).toMatch(/^Son 120 florines[\s\S]*«no»\.\n\n1\. Plazo\n\nConteste con el número\.$/)
    const [term] = await chat.send('1')
    expect(term?.text).toMatch(/^Tres días\.[\s\S]*«no»\.$/)
    const [asked] = await chat.send('plazos')
    expect(asked?.text?.match(/Ninguna de estas/g)).toHaveLength(1)
  })

  it('has its own wording for a single candidate', async () => {
    const chat = await greeted()
    const [reply] = await chat.send('cuanto cuesta')
    expect(reply?.text).toBe('Quizá no le he entendido bien. ¿Es esta su pregunta?\n\n«¿Cuánto cuesta el alta?»')
    expect(titles(reply)).toEqual(['¿Cuánto cuesta el alta?', 'No, no es esta'])
    const [answer] = await chat.send(press(reply, '¿Cuánto cuesta el alta?'))
    expect(answer?.text).toContain('120 florines')
  })

  it.each(['sí', 'Sí, esa es', 'vale', 'yes, that’s it'])('understands %j as the only candidate', async (words) => {
    const chat = await greeted()
    await chat.send('cuanto cuesta')
    const [answer] = await chat.send(words)
    expect(answer?.text).toContain('120 florines')
    expect(chat.unanswered).toEqual([])
  })

  it.each(['sí', '7', 'la cuarta', '0'])('is repeated when %j does not tell which was meant', async (words) => {
    const chat = await greeted()
    const [first] = await chat.send('plazos')
    const [again] = await chat.send(words)
    expect([again?.text, titles(again)]).toEqual([first?.text, titles(first)])
    expect([chat.turns.length, chat.unanswered]).toEqual([1, []])
    expect((await chat.send('2'))[0]?.text).toContain('Tres días.')
  })

  it.each(['la segunda vez que lo intento', 'en 2024', 'dos años'])('leaves %j to the search', async (words) => {
    const chat = await greeted()
    await chat.send('plazos')
    await chat.send(words)
    expect(chat.turns.map(({ kind }) => kind)).toEqual(['clarification', 'fallback'])
  })

  it('is repeated in another language when the citizen asks for one, and is still open', async () => {
    const chat = await greeted()
    await chat.send('plazos')
    const [reply] = await chat.send('English please')
    expect(reply).toMatchObject({ locale: 'en' })
    expect(titles(reply)).toEqual(['What does it cost?', '¿Cuánto tarda?', 'None of these'])
    expect((await chat.send('the first one'))[0]?.text).toContain('120 florins')
    expect(chat.unanswered).toEqual([])
  })

  it.each(['cuanto cuesta', 'plazos'])('understands “no” as none of the choices for %j', async (question) => {
    const chat = await greeted()
    await chat.send(question)
    const [refused] = await chat.send('no, otra cosa')
    expect(refused?.text).not.toContain('su pregunta es otra')
    await chat.send(question)
    const [plainly] = await chat.send('No.')
    expect(plainly?.text).toContain('su pregunta es otra')
    expect(chat.unanswered.at(-1)).toMatchObject({ text: question, outcome: 'clarification-refused' })
  })

  it('gives Teams buttons that it can show, and understands what they send back', async () => {
    const chat = await greeted(assistantWithAll(), { channel: 'msteams' })
    const [reply] = await chat.send('plazos')
    expect(buttons(reply)[1]).toEqual({ type: 'imBack', title: '¿Cuánto tarda?', value: '¿Cuánto tarda?' })
    expect((await chat.send('¿Cuánto tarda?'))[0]?.text).toContain('Tres días.')
  })

  it('records the question when none was meant, and offers a person', async () => {
    const chat = await greeted()
    const [reply] = await chat.send('plazos')
    const [refused] = await chat.send(press(reply, 'Ninguna de estas'))
    expect(refused?.text).toBe(
      'Entiendo: su pregunta es otra. La he anotado para que el equipo prepare una respuesta.\n\nPuede decirlo con otras palabras, elegir otra pregunta o hablar con una persona.',
    )
    expect(titles(refused)).toContain('Hablar con una persona')
    expect(chat.unanswered).toEqual([
      {
        at: new Date('2026-03-02T10:00:00Z'),
        text: 'plazos',
        language: 'es',
        channel: 'directline',
        version: VERSION,
        outcome: 'clarification-refused',
        confidence: 0.5,
        closest: [
          { pair: fees, score: 1 },
          { pair: feesEn, score: 0.9 },
          { pair: term, score: 0.8 },
        ],
        shown: null,
      },
    ])
    expect(chat.turns[1]).toMatchObject({ kind: 'fallback', pairIds: [] })
  })

  it('is forgotten when the citizen asks something else', async () => {
    const chat = await greeted()
    const [reply] = await chat.send('plazos')
    await chat.send('precio')
    const [late] = await chat.send(press(reply, 'Ninguna de estas'))
    expect(chat.unanswered).toEqual([])
    expect(late?.text).not.toContain('anotado')
    expect(late?.text).toContain('900 111 222')
  })
})

describe('a fallback', () => {
  it('admits that there is no answer, says that the question was recorded, and offers next steps', async () => {
    const chat = await greeted()
    const [reply] = await chat.send('¿tienen visados?')
    expect(reply?.text).toBe(
      'No tengo una respuesta segura a esa pregunta, y prefiero no inventarla. La he anotado para que el equipo prepare una respuesta.\n\nPuede decirlo con otras palabras, elegir otra pregunta o hablar con una persona.',
    )
    expect(titles(reply)).toEqual(['Hablar con una persona', '¿Cuánto cuesta el alta?'])
    expect(chat.unanswered).toMatchObject([{ text: '¿tienen visados?', outcome: 'fallback', confidence: 0.1 }])
  })

  it('is not sent before the question is on disk', async () => {
    const steps: string[] = []
    const unanswered = {
      record: async () => {
        await new Promise((resolve) => setTimeout(resolve, 30))
        steps.push('recorded')
      },
    }
    const chat = await greeted(assistantWithAll(), { unanswered })
    await chat.send('¿tienen visados?').then(() => steps.push('replied'))
    const stuck = testChat(assistantWithAll(), { unanswered: { record: () => new Promise(() => {}) } })
    await stuck.send(join())
    const replied = await Promise.race([
      stuck.send('¿tienen visados?').then(() => true),
      new Promise((resolve) => setTimeout(() => resolve(false), 50)),
    ])
    expect(steps).toEqual(['recorded', 'replied'])
    expect(replied).toBe(false)
  })

  it('does not claim a record that failed, and gives the contact instead', async () => {
    const secret = 'mi DNI es 12345678Z'
    const unanswered = {
      record: () =>
        Promise.reject(new KnowledgeError('DISK_FULL', { what: 'path', path: secret }, { do: 'free-disk' })),
    }
    const chat = await greeted(assistantWithAll(), { unanswered })
    const [reply] = await chat.send(secret)
    expect(reply?.text).toMatch(/^No tengo una respuesta segura/)
    expect(reply?.text).not.toContain('anotado')
    expect(reply?.text).toContain('900 111 222')
    expect(chat.log).toEqual([
      { level: 'error', fields: { code: 'DISK_FULL' }, message: 'an unanswered question was not recorded' },
    ])
  })

  it.each([
    ['emoji only', '🤷🤷', 'No he encontrado palabras en su mensaje.'],
    ['blank', '   ', 'No he encontrado palabras en su mensaje.'],
    ['too long', 'a'.repeat(10_000), 'leo hasta 2000 caracteres'],
  ])('of a message that is %s helps and records no question', async (_, text, help) => {
    const chat = await greeted()
    const [reply] = await chat.send(text)
    expect(reply?.text).toContain(help)
    expect(chat.unanswered).toEqual([])
  })

  it('gives the contact unasked after the second miss in a row', async () => {
    const chat = await greeted()
    const [first] = await chat.send('¿tienen visados?')
    await chat.send('hola')
    const [second] = await chat.send('¿y pasaportes?')
    expect(first?.text).not.toContain('900 111 222')
    expect(second?.text).toContain('Veo que no le estoy ayudando')
    expect(second?.text).toContain('900 111 222')
  })

  it('counts a refused clarification as a miss, and starts over after an answer', async () => {
    const chat = await greeted()
    await chat.send('¿tienen visados?')
    const [asked] = await chat.send('plazos')
    const [refused] = await chat.send(press(asked, 'Ninguna de estas'))
    expect(refused?.text).toContain('900 111 222')
    await chat.send('precio')
    expect((await chat.send('¿tienen visados?'))[0]?.text).not.toContain('900 111 222')
  })
})

describe('the way to a person', () => {
  it('is the answer that editors wrote', async () => {
    const chat = await greeted()
    const [reply] = await chat.send('una persona')
    expect(reply?.text).toContain('Llame al 900.')
    expect(chat.turns[0]).toMatchObject({ kind: 'handoff', pairIds: ['person'] })
  })

  it.each(['Hablar con una persona', 'hablar con una persona!', loadLocales().get('es')?.page.personMessage])(
    'is the configured contact where editors wrote none: %j',
    async (words = '') => {
      const chat = await greeted(scriptedAssistant([fees]))
      const [reply] = await chat.send(words)
      expect(reply?.text).toContain('Una persona de Oficina de Prueba puede atenderle:')
      expect(reply?.text).toContain('900 111 222')
      expect(chat.turns[0]).toMatchObject({ kind: 'handoff', pairIds: [] })
      expect(chat.unanswered).toEqual([])
    },
  )

  it('stays open when the assistant fails', async () => {
    const assistant = assistantWithAll()
    const chat = await greeted(assistant)
    assistant.fail(new Error('broken'))
    const [reply] = await chat.send({ text: '', value: { ventanilla: { handoff: true } } })
    expect(reply?.text).toContain('900 111 222')
  })
})

describe('a button’s value', () => {
  it.each([
    { ventanilla: { pairId: 'fees' } },
    { ventanilla: { pairId: 'fees', language: '../es' } },
    { ventanilla: { pairId: 'x'.repeat(500), language: 'es' } },
    { ventanilla: { none: 'yes' } },
    { ventanilla: { none: true, __proto__: { handoff: true }, extra: 1 } },
    { ventanilla: null },
    'not json',
    `{"ventanilla":${'['.repeat(5_000)}`,
    42,
    [],
  ])('that is none of ours is passed over: %j', async (value) => {
    const chat = await greeted()
    const [reply] = await chat.send({ text: 'precio', value })
    expect(reply?.text).toContain('120 florines')
  })

  it('is read as JSON text too', async () => {
    const chat = await greeted()
    const [reply] = await chat.send({ text: 'x', value: '{"ventanilla":{"pairId":"term","language":"es"}}' })
    expect(reply?.text).toContain('Tres días.')
  })

  it('that names a pair of an older version is read by its title', async () => {
    const assistant = assistantWithAll()
    const chat = await greeted(assistant)
    const [reply] = await chat.send('plazos')
    assistant.remove('term')
    assistant.script('¿Cuánto tarda?', { kind: 'answered', pair: fees, confidence: 0.8 })
    const [answer] = await chat.send(press(reply, '¿Cuánto tarda?'))
    expect(assistant.asked.at(-1)?.text).toBe('¿Cuánto tarda?')
    expect(answer?.text).toContain('120 florines')
    const [wordless] = await chat.send({ text: '', value: { ventanilla: { pairId: 'gone', language: 'es' } } })
    expect(wordless?.text).toContain('ya no está disponible')
  })
})

describe('languages', () => {
  it('follow the page, by its primary tag', async () => {
    const [greeting] = await testChat(assistantWithAll(), { locale: 'en-GB' }).send(join())
    expect(greeting?.text).toContain('automated assistant')
    expect(titles(greeting)).toEqual(['What does it cost?', 'Talk to a person'])
  })

  it.each(['fr-FR', '', '../../etc', 'x'.repeat(1_000)])('fall back to English for %j', async (locale) => {
    const [greeting] = await testChat(assistantWithAll(), { locale }).send(join())
    expect(greeting?.locale).toBe('en')
  })

  it('change when the citizen asks for another, and stay changed', async () => {
    const chat = await greeted()
    const [switched] = await chat.send('English, please!')
    expect(switched?.text).toContain('let us go on in English')
    const [miss] = await chat.send('visa')
    expect(miss?.text).toContain('I do not have a reliable answer')
    const [back] = await chat.send('¿en español?')
    expect(back?.text).toContain('seguimos en español')
  })

  it('change with a question that is clearly in another', async () => {
    const assistant = assistantWithAll()
    assistant.script('what does it cost', { kind: 'answered', pair: fees, confidence: 0.9 }, { language: 'en' })
    const chat = await greeted(assistant)
    const [reply] = await chat.send('what does it cost')
    expect(reply?.text).toContain('It is **120 florins**.')
    expect(reply?.text).toContain('Version kb-000007')
  })

  it('change with a question in one that the knowledge base lacks, and name the language of the answer', async () => {
    const assistant = scriptedAssistant([fees])
    assistant.script('what does it cost', { kind: 'answered', pair: fees, confidence: 0.9 }, { language: 'en' })
    const [reply] = await (await greeted(assistant)).send('what does it cost')
    expect(reply?.locale).toBe('en')
    expect(reply?.text).toMatch(/^This answer only exists in this language: Spanish\./)
  })

  it('do not change with a message that is too short', async () => {
    const assistant = assistantWithAll()
    assistant.script('visa', { kind: 'fallback', reason: 'not-confident', confidence: 0 }, { language: 'en' })
    expect((await (await greeted(assistant)).send('visa'))[0]?.locale).toBe('es')
  })

  it('do not change when the knowledge base has only one', async () => {
    const chat = await greeted(scriptedAssistant([fees]), { locale: 'en' })
    expect((await chat.send('how do I get a visa'))[0]?.locale).toBe('en')
  })

  it('change when the page changes', async () => {
    const chat = await greeted()
    expect((await chat.send({ text: 'visa', locale: 'en' }))[0]?.locale).toBe('en')
  })

  it('are named when the answer exists only in another', async () => {
    const assistant = assistantWithAll()
    assistant.script('how long', { kind: 'answered', pair: term, confidence: 0.9 })
    const [reply] = await (await greeted(assistant, { locale: 'en' })).send('how long')
    expect(reply?.text).toMatch(/^This answer only exists in this language: Spanish\.\n\nTres días\./)
  })
})

describe('messages that are not text', () => {
  const picture = { contentType: 'image/png', contentUrl: 'https://t.example/a.png' }

  it('are answered with one plain sentence', async () => {
    const chat = await greeted()
    const [reply] = await chat.send({ text: '', attachments: [picture] })
    expect(reply?.text).toMatch(/^Solo puedo leer texto/)
    expect(chat.unanswered).toEqual([])
  })

  it('do not prevent an answer to their text', async () => {
    const chat = await greeted()
    const [reply] = await chat.send({ text: 'precio', attachments: [picture] })
    expect(reply?.text).toMatch(/^No puedo abrir el archivo[\s\S]*120 florines/)
  })

  it('do not count as files when Teams repeats the text as HTML', async () => {
    const chat = await greeted()
    const [reply] = await chat.send({ text: 'precio', attachments: [{ contentType: 'text/html', content: 'precio' }] })
    expect(reply?.text).toMatch(/^Son/)
  })

  it.each(['messageUpdate', 'messageDelete', 'messageReaction', 'typing', 'event', 'endOfConversation', 'nonsense'])(
    'say nothing to %s',
    async (type) => {
      const chat = await greeted()
      expect(await chat.send({ type, text: 'precio' })).toEqual([])
      expect(chat.log).toEqual([])
    },
  )
})

describe('waiting', () => {
  it('shows typing only when the answer takes long', async () => {
    const assistant = assistantWithAll()
    assistant.delayMs = 80
    const typesWith = async (typingAfterMs: number) => {
      const chat = await greeted(assistant, { typingAfterMs })
      return (await chat.send('precio')).map(({ type }) => type)
    }
    expect(await typesWith(3_600_000)).toEqual(['message'])
    expect(await typesWith(30)).toEqual(['typing', 'message'])
  })
})

describe('a turn that fails', () => {
  it('apologises in the citizen’s language, with the contact and a code that is in the log', async () => {
    const assistant = assistantWithAll()
    const chat = await greeted(assistant)
    assistant.fail(
      new KnowledgeError(
        'VERSION_DAMAGED',
        { what: 'version', version: 'secret words', fault: { what: 'cut-off' } },
        { do: 'freeze-again' },
      ),
    )
    const [reply] = await chat.send('precio de mi secreto')
    const [line] = chat.log
    expect(line).toEqual({
      level: 'error',
      fields: {
        code: 'VERSION_DAMAGED',
        receipt: expect.stringMatching(/^.{4}-.{4}$/),
        channel: 'directline',
        activity: 'message',
      },
      message: 'a turn failed',
    })
    expect(reply?.text).toContain('Lo siento')
    expect(reply?.text).toContain('900 111 222')
    expect(reply?.text).toContain(String(line?.fields.receipt))
  })

  it('logs a defect by its place and never by its message', async () => {
    const assistant = assistantWithAll()
    const chat = await greeted(assistant)
    assistant.fail(new TypeError('precio de mi secreto'))
    await chat.send('precio de mi secreto')
    expect(chat.log[0]?.fields).toMatchObject({ code: 'DEFECT', defect: 'TypeError' })
    expect(JSON.stringify(chat.log)).not.toContain('secreto')
  })
})

describe('a message in a group', () => {
  const recipient = { id: 'bot', name: 'Ventanilla' }
  const mention = (text: unknown, id = 'bot') => ({ type: 'mention', text, mentioned: { id, name: '' } })

  it('is read without the bot’s own name', async () => {
    const chat = await greeted(assistantWithAll(), { channel: 'msteams' })
    const named = (text: string) =>
      chat.send({ text: `<at>Ventanilla</at> ${text}`, recipient, entities: [mention('<at>Ventanilla</at>')] })
    expect((await named('precio'))[0]?.text).toContain('120 florines')
    await named('plazos')
    expect((await named('2'))[0]?.text).toContain('Tres días.')
  })

  it('keeps the names of others, and survives a mention of nothing', async () => {
    const asked: string[] = []
    const assistant = assistantWithAll()
    const ask = assistant.ask
    assistant.ask = async (question) => {
      asked.push(question.text)
      return ask(question)
    }
    const chat = await greeted(assistant, { channel: 'msteams' })
    const odd = { type: 'mention' }
    const text = '<at>Ana</at> precio'
    await chat.send({ text, recipient, entities: [mention('<at>Ana</at>', 'ana'), odd, mention(7)] })
    expect(asked).toEqual([text])
  })
})
