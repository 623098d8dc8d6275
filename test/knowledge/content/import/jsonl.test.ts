import { describe, expect, it } from 'vitest'
import { ImportError } from '../../../../knowledge/content/import/import-error.js'
import { failureOf, inEnglish, readText } from '../../../support/importing.js'

const own = (fields: object = {}) =>
  JSON.stringify({ id: 'fees', language: 'es', question: '¿Cuánto cuesta?', answer: 'Diez euros.', ...fields })

describe('JSON lines', () => {
  it('give every field of a pair', async () => {
    const fields = {
      id: 'fees',
      language: 'es',
      question: '¿Cuánto cuesta?',
      alternateQuestions: ['precio', 'tasa'],
      answer: 'Diez euros.\n\n- En línea: ocho.',
      source: 'https://registro.example/tasas',
      metadata: { topic: 'fees' },
      prompts: [{ displayText: 'Cómo pagar', pairId: 'fees' }],
      validFrom: '2026-01-01',
      validUntil: '2026-12-31',
      legalBasis: 'Ley 1/2020, art. 3',
      owner: 'Tesorería',
    }
    const { pairs, sha256 } = await readText('kb.jsonl', `${JSON.stringify(fields)}\n`)
    expect(pairs).toEqual([fields])
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('may be benchmark lines, whose further fields are skipped and named', async () => {
    const line = { id: 'a', question: 'Q?', answer: 'A.', alternatives: ['q'], lang: 'es-ES', category: '', rank: 3 }
    const { pairs, notes } = await readText('kb.jsonl', JSON.stringify(line))
    expect(pairs).toMatchObject([{ id: 'a', language: 'es', alternateQuestions: ['q'], metadata: {} }])
    expect(inEnglish(notes)).toEqual(['the field "category" is not imported', 'the field "rank" is not imported'])
  })

  it('may call the language lang, but are refused for a misspelt field', async () => {
    const line = { id: 'a', lang: 'es', question: 'Q?', answer: 'A.' }
    expect((await readText('kb.jsonl', JSON.stringify(line))).pairs).toMatchObject([{ language: 'es' }])
    const misspelt = [
      { ...line, validUntill: '2026-01-01' },
      { ...line, id: 'b', language: 'en' },
    ]
    expect(await failureOf(readText('kb.jsonl', misspelt.map((each) => JSON.stringify(each)).join('\n')))).toBe(
      [
        'kb.jsonl has 2 problems:',
        'line 1, validUntill: is no field of a pair',
        'line 2, lang: is no field of a pair',
      ].join('\n'),
    )
  })

  it('are refused where a part of a pair would be lost silently', async () => {
    const text = [
      own().replace('}', ',"answer":"Otra, \\"con\\" comillas.","\\u0061nswer":"C"}'),
      own({ id: 'b', metadata: { Tema: '1', tema: '2' }, prompts: [{ displayText: 'Ver', pairId: 'b' }] }).replace(
        '"pairId"',
        '"pairId":"c","pairId"',
      ),
      own({ id: 'c' }).replace('}', ',"metadata":{"__proto__":"z"}}'),
      own({ id: 'd', question: '\u200b', answer: '\u200b\u3164 \u00ad' }),
    ].join('\n')
    expect(await failureOf(readText('kb.jsonl', text))).toBe(
      [
        'kb.jsonl has 7 problems:',
        'line 1, answer: is there twice in one object; leave one',
        'line 1, answer: is there twice in one object; leave one',
        'line 2, prompts.0.pairId: is there twice in one object; leave one',
        'line 2, metadata: "Tema" and "tema" are one key; leave one',
        'line 3, metadata: "__proto__" can be no key; take another',
        'line 4, question: is empty',
        'line 4, answer: is empty',
      ].join('\n'),
    )
    const array = `[\n${own()},\n${own({ id: 'b' }).replace('}', ',\n"answer":"B"}')}]`
    expect(await failureOf(readText('kb.json', array))).toBe(
      'kb.json has 1 problem:\nline 4, answer: is there twice in one object; leave one',
    )
  })

  it('are refused where a wrong encoding has damaged a text', async () => {
    const text = [
      own({ answer: 'Cuesta 50 \u0080 \u0096 \u0093sin IVA\u0094' }),
      own({ id: 'b', alternateQuestions: ['precio', '\ufffdCu\u00e1nto?'], metadata: { tema: 'a\ufffd' } }),
    ].join('\n')
    expect(await failureOf(readText('kb.jsonl', text))).toBe(
      [
        'kb.jsonl has 3 problems:',
        'line 1, answer: was damaged by a wrong encoding after "Cuesta 50"; save it again as UTF-8 from the original',
        'line 2, alternateQuestions.1: was damaged by a wrong encoding at its beginning; save it again as UTF-8 from the original',
        'line 2, metadata.tema: was damaged by a wrong encoding after "a"; save it again as UTF-8 from the original',
      ].join('\n'),
    )
  })

  it('are refused where UTF-8 was read as Windows-1252, and not for words in capitals', async () => {
    const damaged = ['Cada aÃ±o', 'Ã©l', 'ESPAÃ‘A', 'Â¿Y?', '1Âº', 'â€œYaâ€\u009d', 'PerÃ\u00adodo', 'ðŸ˜€', 'Ãºtil']
    const lines = damaged.map((answer, at) => own({ id: `p${at}`, answer }))
    expect((await failureOf(readText('kb.jsonl', lines.join('\n')))).split('\n').slice(0, 3)).toEqual([
      'kb.jsonl has 9 problems:',
      'line 1, answer: was damaged by a wrong encoding after "Cada a"; save it again as UTF-8 from the original',
      'line 2, answer: was damaged by a wrong encoding at its beginning; save it again as UTF-8 from the original',
    ])
    const sound = '«MAÇû, MAÇÃ\u00a0Y MANHÃ–TARDE, “IRMÔ, XÃ HỘI, CÂND, 5\u00a0€, château € 3, Ðaniel'
    expect((await readText('kb.jsonl', own({ answer: sound }))).pairs[0]?.answer).toBe(sound)
  })

  it('lose the control characters that Excel spells out', async () => {
    const answer = 'uno_x000D_\ndos_x0007__x0009_tres _x00D1_'
    expect((await readText('kb.jsonl', own({ answer }))).pairs[0]?.answer).toBe('uno\ndos\ttres _x00D1_')
  })

  it('name a metadata key that is empty or too long', async () => {
    const metadata = { '': 'x', ['k'.repeat(101)]: 'y' }
    expect(await failureOf(readText('kb.jsonl', own({ metadata })))).toBe(
      [
        'kb.jsonl has 2 problems:',
        'line 1, metadata: the key "" is empty',
        `line 1, metadata: the key "${'k'.repeat(60)}…" has 101 characters, the most is 100`,
      ].join('\n'),
    )
  })

  it('may be one pair over several lines, while another object is refused once', async () => {
    expect((await readText('kb.json', `\n${JSON.stringify(JSON.parse(own()), null, 2)}`)).pairs).toHaveLength(1)
    const exported = { faqs: [{ id: 1, answer: 'A', questions: ['Q'] }], version: 1 }
    for (const text of [JSON.stringify(exported), JSON.stringify(exported, null, 2)]) {
      expect(await failureOf(readText('kb.json', text))).toBe(
        'kb.json has 1 problem:\nline 1: is one object with "faqs", "version", and neither a pair nor an export of QnA Maker; ' +
          'write one pair as a JSON object on each line',
      )
    }
  })

  it('may begin with a byte order mark, also further down, end in CRLF and hold blank lines', async () => {
    const { pairs } = await readText('kb.jsonl', `\uFEFF${own()}\r\n\r\n\uFEFF${own({ language: 'en' })}\r\n`)
    expect(pairs.map(({ language }) => language)).toEqual(['es', 'en'])
  })

  it('may be one array, and problems name the line of the item', async () => {
    const good = await readText('kb.json', `[${own()},${own({ language: 'en' })}]`)
    expect(good.pairs).toHaveLength(2)

    const bad = `[\n  ${own()},\n\n  {"id": "x", "language": "es", "tags": ["[", "]\\""],\n   "question": "", "answer": "A"},\n  7\n]`
    expect(await failureOf(readText('kb.json', bad))).toBe(
      [
        'kb.json has 3 problems:',
        'line 4, question: is empty',
        'line 4, tags: is no field of a pair',
        'line 6: item 3 is not a JSON object',
      ].join('\n'),
    )
  })

  it.each([
    [
      JSON.stringify([{ id: 'a' }], null, 2).slice(0, -5),
      'line 3: the JSON breaks off here: the file is not whole; save or download it again',
    ],
    ['[\n {"id":"a"},\n]', 'line 3: is not JSON from “]” on; mend it there, or save or download the file again'],
    [
      '{\n "id": "a",\n "answer": "dos\nlíneas"\n}',
      'line 3: is not JSON from “"dos” on; mend it there, or save or download the file again',
    ],
    ["{'id': 'a'}", "line 1: is not JSON from “'id': 'a'}” on; mend it there, or save or download the file again"],
    [
      '[{"id": 1} {"id": 2}]',
      'line 1: is not JSON from “{"id": 2}]” on; mend it there, or save or download the file again',
    ],
    ['[{"id" 1}]', 'line 1: is not JSON from “1}]” on; mend it there, or save or download the file again'],
    ['[tru, 1]', 'line 1: is not JSON from “tru, 1]” on; mend it there, or save or download the file again'],
    ['[1}', 'line 1: is not JSON from “}” on; mend it there, or save or download the file again'],
    [
      '{\n"id": 1\n}\n{\n"id": 2\n}',
      'line 4: the JSON has ended, and more comes (“{”); put all pairs into one list, or each on one line',
    ],
  ])('say where one list or object breaks: %j', async (text, problem) => {
    expect(await failureOf(readText('kb.json', text))).toBe(`kb.json has 1 problem:\n${problem}`)
  })

  it('are refused with every bad line at once', async () => {
    const text = [
      own(),
      '{"id": "broken"',
      '"text"',
      own({ id: 'empty', answer: ' \u0000 ' }),
      own({ id: 'long', question: 'x'.repeat(1_001), alternateQuestions: ['ok', 'y'.repeat(2_000)] }),
      own({ id: 'typo', alternateQuestion: ['x'] }),
      own({ id: 7, answer: null, metadata: { topic: 1 }, alternateQuestions: 'x' }),
      own({ id: 'many', alternateQuestions: Array.from({ length: 301 }, (_, i) => `q${i}`) }),
      own({ id: 'dates', validFrom: '2026-05-01', validUntil: '2026-04-30' }),
      own({ id: 'date', validFrom: '01/05/2026' }),
      own({ id: 'language', language: 'castellano' }),
      JSON.stringify({ id: 'none', question: 'Q', answer: 'A' }),
      own({ answer: 'Otra cosa.' }),
      own({
        id: 'prompts',
        prompts: [
          { displayText: 'Ver', pairId: 'long' },
          { displayText: 'Más', pairId: 'gone' },
        ],
      }),
    ].join('\n')
    expect(await failureOf(readText('pairs/kb.jsonl', text))).toBe(
      [
        'kb.jsonl has 17 problems:',
        'line 2: is not a JSON object',
        'line 3: is not a JSON object',
        'line 4, answer: is empty',
        'line 5, question: has 1,001 characters, the most is 1,000',
        'line 5, alternateQuestions.1: has 2,000 characters, the most is 1,000',
        'line 6, alternateQuestion: is no field of a pair',
        'line 7, id: should be text',
        'line 7, alternateQuestions: should be a list',
        'line 7, answer: is missing',
        'line 7, metadata.topic: should be text',
        'line 8, alternateQuestions: has 301 items, the most is 300',
        'line 9, validUntil: 2026-04-30 is before the first day, 2026-05-01',
        'line 10, validFrom: is no date such as 2026-03-31',
        'line 11, language: a language is a two- or three-letter code such as "es"',
        'line 12, language: is missing; name it in the file, or name the language of the pairs when importing',
        'line 13, id: "fees" is there twice for the language "es", first on line 1, and answers the same question ' +
          'differently: "Diez euros." and "Otra cosa."; leave one',
        'line 14, prompts.1: "Más" leads to "gone", which is no pair in the language "es"',
      ].join('\n'),
    )
  })

  it('are refused with a typed list of problems and a message that shows the first twenty', async () => {
    const error = await readText('kb.jsonl', 'x\n'.repeat(30)).catch((found: unknown) => found)
    expect(error).toBeInstanceOf(ImportError)
    expect(error).toMatchObject({ code: 'IMPORT_INVALID', name: 'ImportError' })
    const { message, problems, next } = error as ImportError
    expect(problems).toHaveLength(30)
    expect(problems[29]).toEqual({ line: 30, field: null, what: 'not-an-object' })
    expect(message.split('\n')).toHaveLength(22)
    expect(message).toMatch(/^kb.jsonl has 30 problems:\n[\s\S]*\nline 20: is not a JSON object\n… and 10 more$/)
    expect(next).toEqual({ do: 'mend-file' })
  })

  it('take the language that the import names where a line names none', async () => {
    const line = JSON.stringify({ id: 'a', question: 'Q', answer: 'A' })
    const { pairs } = await readText('kb.jsonl', `${line}\n${own()}`, { defaultLanguage: 'lv' })
    expect(pairs.map(({ language }) => language)).toEqual(['lv', 'es'])
  })

  it('are not read further when none can be read, or there are too many', async () => {
    const error = await readText('kb.jsonl', 'x\n'.repeat(10_002)).catch((found: unknown) => found)
    expect((error as ImportError).problems.slice(-2)).toEqual([
      { line: 10_000, field: null, what: 'not-an-object' },
      { line: 10_001, field: null, what: 'given-up' },
    ])
    expect(await failureOf(readText('kb.jsonl', '{}\n'.repeat(200_001)))).toBe(
      'kb.jsonl has 1 problem:\nline 200001: there are more than 200,000 pairs; split the file',
    )
  })

  it('may lead to pairs that already exist', async () => {
    const text = own({ prompts: [{ displayText: 'Plazos', pairId: 'deadlines' }] })
    const { pairs } = await readText('kb.jsonl', text, { knownPairs: new Set(['deadlines/es']) })
    expect(pairs).toHaveLength(1)
    expect(await failureOf(readText('kb.jsonl', text, { knownPairs: new Set(['deadlines/en']) }))).toContain('Plazos')
  })

  it('lose invisible characters and direction marks, and keep newlines and emoji', async () => {
    const [pair] = (
      await readText(
        'kb.jsonl',
        own({
          question: '\u202E¿Cu\u0061\u0301nto\u0007 cuesta?\u2069',
          answer: 'Uno\r\ndos\ttres\u200D \uD83D\uDC4B\uD83D fin',
          metadata: { 'to\u0000pic': 'a\u001Bb' },
        }),
      )
    ).pairs
    expect(pair?.question).toBe('¿Cuánto cuesta?')
    expect(pair?.answer).toBe('Uno\ndos\ttres\u200D \u{1F44B} fin')
    expect(pair?.metadata).toEqual({ topic: 'ab' })
  })

  it('count each phrasing once', async () => {
    const [pair] = (await readText('kb.jsonl', own({ alternateQuestions: ['precio', '¿Cuánto cuesta?', 'precio '] })))
      .pairs
    expect(pair?.alternateQuestions).toEqual(['precio'])
  })

  it('are refused when nested too deeply', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(await failureOf(readText('kb.jsonl', own().replace('"fees"', deep)))).toBe(
      'kb.jsonl has 1 problem:\nline 1, id: should be text',
    )
  })

  it('treat a field called __proto__ as data', async () => {
    const text = own().replace('}', ',"__proto__":{"answer":"x"}}')
    expect(await failureOf(readText('kb.jsonl', text))).toBe(
      'kb.jsonl has 1 problem:\nline 1, __proto__: is no field of a pair',
    )
  })
})
