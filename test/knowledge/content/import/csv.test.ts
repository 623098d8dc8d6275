import { describe, expect, it } from 'vitest'
import { failureOf, inEnglish, readText } from '../../../support/importing.js'

describe('a CSV file', () => {
  it.each([
    ['comma', ','],
    ['semicolon', ';'],
    ['tab', '\t'],
  ])('is read whichever separates its cells: %s', async (_name, separator) => {
    const rows = [
      ['id', 'language', 'question', 'answer'],
      ['fees', 'es', '"¿Cuánto, cuánto; cuánto cuesta?"', '"Dijo ""diez"".\n\nEuros."'],
    ]
    const { pairs } = await readText('kb.csv', rows.map((cells) => cells.join(separator)).join('\r\n'))
    expect(pairs).toMatchObject([
      { id: 'fees', language: 'es', question: '¿Cuánto, cuánto; cuánto cuesta?', answer: 'Dijo "diez".\n\nEuros.' },
    ])
  })

  it('names its columns in English or Spanish, in any case and with or without accents', async () => {
    const text = [
      'ID;Idioma;PREGUNTA;Preguntas alternativas;Respuesta;Fuente;Metadatos;Válido desde;valido_hasta;Base legal;Responsable;Seguimiento',
      'tasas;es;¿Cuánto cuesta?;"precio\ntasa | importe";Diez.;https://a.example;Topic:tasas | url:http://x;2026-01-01;2026-12-31;Ley 1;Caja;"Ver > más > tasas"',
    ].join('\n')
    expect((await readText('kb.csv', text)).pairs).toEqual([
      {
        id: 'tasas',
        language: 'es',
        question: '¿Cuánto cuesta?',
        alternateQuestions: ['precio', 'tasa', 'importe'],
        answer: 'Diez.',
        source: 'https://a.example',
        metadata: { topic: 'tasas', url: 'http://x' },
        validFrom: '2026-01-01',
        validUntil: '2026-12-31',
        legalBasis: 'Ley 1',
        owner: 'Caja',
        prompts: [{ displayText: 'Ver > más', pairId: 'tasas' }],
      },
    ])
  })

  it('gives a pair without an id one that stays the same', async () => {
    const text = 'question,answer\n¿Cuánto cuesta el alta?,Diez.\n¿¿??,Nada.\n'
    const ids = async () => (await readText('kb.csv', text, { defaultLanguage: 'es' })).pairs.map(({ id }) => id)
    expect(await ids()).toEqual(['cuanto-cuesta-el-alta-873c040a', 'b246e4aa'])
    expect(await ids()).toEqual(await ids())
  })

  it('says which answers contain HTML', async () => {
    const answers = [
      'Uno<br/>dos',
      '<a href="https://a.example">Aquí</a>',
      'Si <b> a < b',
      'a<b y b>c <euros>',
      '<TABLE><tr></tr>',
    ]
    const rows = [...answers, ...answers].map((answer, at) => `p${at},es,Q${at}?,"${answer.replaceAll('"', '""')}"`)
    const { notes } = await readText('kb.csv', ['id,lang,question,answer', ...rows].join('\n'))
    expect(inEnglish(notes)).toEqual([
      'the answers of 6 pairs hold HTML (<br>, <b>, <table>, <tr>), which citizens see as it is written; ' +
        'write Markdown in: p0, p2, p4, p5, p7 and more',
    ])
  })

  it('says which columns are not imported', async () => {
    const { notes } = await readText('kb.csv', 'lang,question,answer,Notas internas\nes,Q,A,x\n')
    expect(inEnglish(notes)).toEqual(['the column "Notas internas" is not imported'])
  })

  it('is refused when a row repeats the header, or a cell holds the error of a spreadsheet', async () => {
    const text = [
      'Pregunta;Respuesta;Vigente hasta;Notas',
      '¿A?;#N/A;;#REF!',
      'pregunta;RESPUESTA;vigente_hasta;notas',
      '¿B?;Vea #N/A;#¡VALOR!;',
    ]
    expect(await failureOf(readText('kb.csv', text.join('\n'), { defaultLanguage: 'es' }))).toBe(
      [
        'kb.csv has 4 problems:',
        'line 2, answer: is the error "#N/A" of a spreadsheet; mend its formula or type the value',
        'line 3: repeats the header; take this row out',
        'line 4, validUntil: is the error "#¡VALOR!" of a spreadsheet; mend its formula or type the value',
        'line 4, validUntil: is no date such as 2026-03-31',
      ].join('\n'),
    )
  })

  it("is refused, naming the header's line, when a title comes before it", async () => {
    const text = 'Preguntas frecuentes;;\n\nActualizado en marzo;;\nPregunta;Respuesta;Fuente\n¿A?;Sí;\n'
    expect(await failureOf(readText('kb.csv', text, { defaultLanguage: 'es' }))).toBe(
      'kb.csv has 1 problem:\nline 1: comes before the header, which is on line 4; delete the rows above it',
    )
  })

  it('may begin with the line with which Excel names the separator', async () => {
    const text = 'sep=;\nlang;question;answer\nes;Q;\n'
    expect(await failureOf(readText('kb.csv', text))).toBe('kb.csv has 1 problem:\nline 3, answer: is missing')
  })

  it('is refused with every bad row at once, each by the line it begins on', async () => {
    const text = [
      'id,language,question,answer,metadata,prompts',
      'a,es,"Una\npregunta",Sí.,,',
      '',
      'b,es,"Otra"?,Sí.,,',
      'c,es,,Sí.,sin dos puntos,Ver',
      'd,es,"¿Y\nesta?",Sí.,,,,siete',
      'a,es,"¿De nuevo?",Sí.,,',
      'e,es,"Sin fin,Sí.,,',
      'f,es,Sigue,,,',
    ].join('\n')
    expect(await failureOf(readText('kb.csv', text))).toBe(
      [
        'kb.csv has 8 problems:',
        'line 5: has a quotation mark out of place; put the whole cell in quotation marks and double those inside it',
        'line 6, metadata: should read "key:value | key:value", each key once',
        'line 6, prompts: should read "text on the button > id of the pair", one per line',
        'line 6, question: is missing',
        'line 7: has 8 cells, the header has 6',
        'line 9, id: "a" is there twice for the language "es", first on line 2',
        'line 10: has a quotation mark out of place, noticed on line 11; put the whole cell in quotation marks and double those inside it',
        'line 11, answer: is missing',
      ].join('\n'),
    )
  })

  it('stops reporting when one mistake is repeated many times', async () => {
    const text = `lang,question,answer\n${'es,"Q"?,A\n'.repeat(50_000)}`
    expect(await failureOf(readText('kb.csv', text))).toContain('kb.csv has 101 problems:')
  })

  it('is refused when it has more columns than any table of pairs', async () => {
    expect(await failureOf(readText('kb.csv', `question,answer${',x'.repeat(199)}\nQ,A`))).toBe(
      'kb.csv has 1 problem:\nline 1: the table has 201 columns, the most is 200',
    )
  })

  it('is quoted in messages only as far as needed to find the place', async () => {
    const message = await failureOf(readText('kb.csv', `${'x'.repeat(1_000)}\nQ\n`))
    expect(message).toContain(`the first row has "${'x'.repeat(60)}…"`)
  })

  it('is refused when its columns are not named, or named twice', async () => {
    expect(await failureOf(readText('kb.csv', 'Hola,Buenos días\n'))).toBe(
      [
        'kb.csv has 2 problems:',
        'line 1, question: there is no such column; the first row has "Hola", "Buenos días"; names that are understood: ' +
          '"question", "pregunta", "pergunta", "domanda", "Frage", "jautājums", "вопрос", "klausimas", "küsimus"',
        'line 1, answer: there is no such column; the first row has "Hola", "Buenos días"; names that are understood: ' +
          '"answer", "respuesta", "resposta", "réponse", "risposta", "Antwort", "atbilde", "ответ", "atsakymas", "vastus"',
      ].join('\n'),
    )
    expect(await failureOf(readText('kb.csv', 'pregunta,question,answer\nQ,Q,A\n'))).toBe(
      'kb.csv has 1 problem:\nline 1, question: two columns mean this field; leave one',
    )
  })

  it('is read with the columns of QnA Maker too', async () => {
    const text =
      'Question,Answer,Source,Metadata,QnaId\nQ1,Uno\\ndos,Editorial,topic:x,4\nQ2,Uno\\ndos,Editorial,topic:x,4\n'
    expect((await readText('kb.csv', text, { defaultLanguage: 'es' })).pairs).toMatchObject([
      { id: 'qna-4', question: 'Q1', alternateQuestions: ['Q2'], answer: 'Uno\ndos', source: null },
    ])
  })

  it('is refused where a key of the metadata has two values', async () => {
    const text = 'lang,question,answer,metadata\nes,Q,A,tema:a | Tema:b\nes,R,A,tema:a | tema:a\n'
    expect(await failureOf(readText('kb.csv', text))).toBe(
      'kb.csv has 1 problem:\nline 2, metadata: should read "key:value | key:value", each key once',
    )
  })

  it('is refused where a wrong encoding has damaged a text', async () => {
    const answer = Buffer.from([0x35, 0x30, 0x20, 0x80, 0x20, 0x96]).toString('latin1')
    expect(await failureOf(readText('kb.csv', `lang,question,answer,notas\nes,Q,A,${answer}\nes,R,${answer},\n`))).toBe(
      'kb.csv has 1 problem:\nline 3, answer: was damaged by a wrong encoding after "50"; save it again as UTF-8 from the original',
    )
  })
})
