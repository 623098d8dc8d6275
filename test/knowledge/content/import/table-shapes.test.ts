import { describe, expect, it } from 'vitest'
import { ImportError } from '../../../../knowledge/content/import/import-error.js'
import { readText } from '../../../support/importing.js'

const es = { defaultLanguage: 'es' }

async function asked(name: string, text: string) {
  const { pairs } = await readText(name, text, es)
  return pairs.map(({ question, answer }) => [question, answer])
}

/** What is wrong with a file: the field, and what is shown of its first row. */
async function problemsOf(name: string, text: string) {
  const error: unknown = await readText(name, text, es).catch((thrown: unknown) => thrown)
  if (!(error instanceof ImportError)) throw new Error('it was read')
  return error.problems.map(({ field, ...wrong }) => [
    field,
    wrong.what,
    ...('columns' in wrong ? [wrong.columns] : 'cells' in wrong ? [wrong.cells] : 'keys' in wrong ? [wrong.keys] : []),
  ])
}

const missing = (...columns: readonly string[]) => [
  ['question', 'column-missing', columns],
  ['answer', 'column-missing', columns],
]

describe('a table whose columns have other names', () => {
  it.each([
    [
      'in Spanish, in the plural',
      'kb.csv',
      'Categoría;Preguntas;Respuestas\nCitas;¿Cómo?;"En la web, o por teléfono.\n\nSi no, venga."\n',
      [['¿Cómo?', 'En la web, o por teléfono.\n\nSi no, venga.']],
    ],
    [
      'in Portuguese',
      'kb.csv',
      'PERGUNTA;RESPOSTA\nComo marco, e onde?;No site, ou por telefone, das 9 às 14.\nE depois?;Venha.\n',
      [
        ['Como marco, e onde?', 'No site, ou por telefone, das 9 às 14.'],
        ['E depois?', 'Venha.'],
      ],
    ],
    [
      'in French',
      'kb.csv',
      'Questions,Réponses\nComment ?,"En ligne, ou sur place."',
      [['Comment ?', 'En ligne, ou sur place.']],
    ],
    [
      'between vertical bars',
      'kb.csv',
      'question|answer\nFees?|Ten, or twelve; it depends.',
      [['Fees?', 'Ten, or twelve; it depends.']],
    ],
    [
      'as text with semicolons',
      'kb.txt',
      'Pregunta;Respuesta\n¿Cuánto?;Diez, o doce.',
      [['¿Cuánto?', 'Diez, o doce.']],
    ],
    ['and another one beside the usual ones', 'kb.csv', 'Pregunta;Preguntas;Respuesta\n¿A?;2;Sí.\n', [['¿A?', 'Sí.']]],
  ])('is read: %s', async (_name, file, text, pairs) => {
    expect(await asked(file, text)).toEqual(pairs)
  })

  it.each([
    [
      'semicolons, in texts with commas and a quotation mark',
      'kb.csv',
      'Tema;Texto\nCitas;"En la web, o por teléfono.\n\nSi no, venga."\nHorario;De 9 a 14, de lunes a "viernes".\n',
      ['Tema', 'Texto'],
    ],
    ['tabs', 'kb.tsv', 'Thema\tText\nTermin\tIm Netz, oder am Telefon.\n', ['Thema', 'Text']],
    [
      'commas',
      'kb.csv',
      'Title,Body\nAppointments,"Online; or by phone; or here."\nHours,9 to 14; closed on Sundays\n',
      ['Title', 'Body'],
    ],
    [
      'vertical bars',
      'kb.csv',
      'Tema|Texto\nCitas|En la web, o aquí\nHoras|De 9 a 14, y de 16 a 18\n',
      ['Tema', 'Texto'],
    ],
  ])('is refused for its columns only, each shown apart: %s', async (_name, file, text, columns) => {
    expect(await problemsOf(file, text)).toEqual(missing(...columns))
  })

  it.each([
    [
      'semicolons',
      'kb.csv',
      '¿Cómo pido cita?;En la web, o por teléfono.\n¿Cuál es el horario?;De 9 a 14, de lunes a viernes.',
    ],
    ['commas', 'kb.csv', '"¿Cómo pido cita?","En la web, o por teléfono."\n¿Dónde?,Aquí.'],
    ['tabs', 'kb.tsv', '¿Cómo pido cita?\tEn la web, o por teléfono.\n¿Dónde?\tAquí.'],
  ])('is asked for a header where the first row is a pair: %s', async (_name, file, text) => {
    expect(await problemsOf(file, text)).toEqual([
      [null, 'header-missing', ['¿Cómo pido cita?', 'En la web, o por teléfono.']],
    ])
  })
})

describe('JSON whose keys have other names', () => {
  it.each([
    ['Spanish', '[{"pregunta":"¿A?","respuesta":"Sí.","idioma":"es"}]'],
    ['capitals', '{"Pregunta":"¿A?","RESPUESTA":"Sí."}\n{"ID":"b","Pergunta":"¿B?","Resposta":"No."}'],
    ['all phrasings in one', '{"preguntas":["¿A?","¿AA?"],"respuesta":"Sí."}'],
  ])('is read: %s', async (_name, text) => {
    expect((await readText('kb.jsonl', text, es)).pairs[0]).toMatchObject({
      id: 'a-dc3e62a6',
      language: 'es',
      question: '¿A?',
      answer: 'Sí.',
    })
  })

  it('is refused once for all its objects, with the names that would be understood', async () => {
    const line = '{"duda":"¿A?","contestacion":"Sí."}'
    expect(await problemsOf('kb.jsonl', `${line}\n${line}`)).toEqual([
      ['question', 'key-missing', ['duda', 'contestacion']],
      ['answer', 'key-missing', ['duda', 'contestacion']],
    ])
    expect(await problemsOf('kb.json', '{"preguntas":[{"q":"¿A?"}]}')).toEqual([[null, 'object-unknown']])
  })
})

describe('a table far beyond any limit', () => {
  const wide = Array.from({ length: 200_000 }, (_, at) => `Columna ${at}`)

  it.each([',', ';', '\t', '|'])('is refused for its width, not for a quotation mark: %j', async (separator) => {
    const started = process.cpuUsage()
    const text = ['pregunta', 'respuesta', ...wide].join(separator)
    expect(await problemsOf('kb.csv', `${text}\n${text}\n`)).toEqual([[null, 'table-too-wide', 200_002]])
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1_000).toBeLessThan(10_000)
  })

  it('is refused where one row is, and where one cell is longer than any pair', async () => {
    const text = `pregunta,respuesta\n${wide.join(',')}\n`
    expect(await problemsOf('kb.csv', text)).toEqual([[null, 'table-too-wide', 200_000]])
    expect(await problemsOf('kb.csv', `pregunta,respuesta\n¿A?,${'x'.repeat(2_000_000)}\n`)).toEqual([
      [null, 'row-too-large'],
    ])
  })
})
