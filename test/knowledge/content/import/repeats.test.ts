import { describe, expect, it } from 'vitest'
import { describeContradiction } from '../../../../knowledge/content/import/import-words.js'
import type { ImportFile } from '../../../../knowledge/content/import/read-import-file.js'
import { readImportBytes } from '../../../../knowledge/content/import/read-import-file.js'
import { failureOf, inEnglish, readText } from '../../../support/importing.js'
import { textCell, workbookOf } from '../../../support/workbook.js'

const es = { defaultLanguage: 'es' }

type Pair = readonly [question: string, answer: string]

/** The same pairs in every format whose pairs need no id. */
const FORMATS: readonly (readonly [string, (pairs: readonly Pair[]) => Promise<ImportFile>])[] = [
  ['CSV', (pairs) => readText('kb.csv', table(pairs, ';'), es)],
  ['TSV', (pairs) => readText('kb.tsv', table(pairs, '\t'), es)],
  ['old TSV of QnA Maker', (pairs) => readText('kb.tsv', table(pairs, '\t', ['Question', 'Answer']), es)],
  ['JSON lines', (pairs) => readText('kb.jsonl', `\n${objects(pairs).join('\n')}`, es)],
  ['JSON', (pairs) => readText('kb.json', `[\n${objects(pairs).join(',\n')}]`, es)],
  [
    'JSON of QnA Maker',
    (pairs) => {
      const records = pairs.map(([question, answer]) => JSON.stringify({ questions: [question], answer }))
      return readText('kb.json', `{"qnaDocuments":[\n${records.join(',\n')}]}`, es)
    },
  ],
  [
    'Excel',
    (pairs) => {
      const rows = [['Pregunta', 'Respuesta'], ...pairs].map((cells) => cells.map(textCell))
      return readImportBytes('kb.xlsx', workbookOf({ name: 'A', rows }), es)
    },
  ],
]

function table(
  pairs: readonly Pair[],
  separator: string,
  header: readonly string[] = ['Pregunta', 'Respuesta'],
): string {
  return [header, ...pairs].map((cells) => cells.join(separator)).join('\n')
}

function objects(pairs: readonly Pair[]): readonly string[] {
  return pairs.map(([question, answer]) => JSON.stringify({ question, answer }))
}

const SPELLINGS = ['¿Cómo pido cita?', '¿Como pido cita?', 'cómo PIDO cita', '¿Cómo pido  cita? ']

describe.each(FORMATS)('a question twice: %s', (format, read) => {
  it.each(SPELLINGS)('with one answer is one pair, with a note of the lines: %s', async (second) => {
    const { pairs, notes, contradictions } = await read([
      ['¿Cómo pido cita?', 'En la web.'],
      ['¿Dónde?', 'Aquí.'],
      [second, 'En la web.'],
    ])
    expect(pairs.map(({ question, answer }) => [question, answer])).toEqual([
      ['¿Cómo pido cita?', 'En la web.'],
      ['¿Dónde?', 'Aquí.'],
    ])
    expect(inEnglish(notes)).toEqual(['1 pair is there twice and is imported once (lines 2 = 4)'])
    expect(contradictions).toEqual([])
  })

  it.each(SPELLINGS)(
    'with two answers is told with both lines and answers, and both are imported: %s',
    async (second) => {
      const { pairs, contradictions } = await read([
        ['¿Cómo pido cita?', 'En la web.'],
        [second, 'Por\nteléfono.'.replace('\n', format.startsWith('JSON') ? '\n' : ' ')],
      ])
      expect(new Set(pairs.map(({ id }) => id)).size).toBe(2)
      expect(pairs[0]?.id).toBe('como-pido-cita-3049459d')
      expect(contradictions.map((found) => describeContradiction(found, 'en'))).toEqual([
        `“${second.trim()}” has different answers in line 2 and line 3: “En la web.” and “Por teléfono.”`,
      ])
    },
  )
})

describe('an id twice', () => {
  const line = (fields: object) => JSON.stringify({ id: 'cita', question: '¿Cómo?', answer: 'Así.', ...fields })

  it('is one pair where both say the same', async () => {
    const { pairs, notes } = await readText(
      'kb.jsonl',
      [line({}), line({ question: 'como', alternateQuestions: ['qué'] })].join('\n'),
      es,
    )
    expect(pairs).toMatchObject([{ id: 'cita', question: '¿Cómo?', alternateQuestions: ['qué'] }])
    expect(inEnglish(notes)).toEqual(['1 pair is there twice and is imported once (lines 1 = 2)'])
  })

  it('is refused where they do not, and told by both answers where they answer one question', async () => {
    const text = [
      line({}),
      line({ question: 'como', answer: 'De\notro modo.' }),
      line({ question: '¿Dónde?' }),
      '{"question":"¿Cómo?","answer":"Así."}',
    ]
    expect(await failureOf(readText('kb.jsonl', text.join('\n'), es))).toBe(
      [
        'kb.jsonl has 2 problems:',
        'line 2, id: "cita" is there twice for the language "es", first on line 1, and answers the same question differently: ' +
          '"Así." and "De otro modo."; leave one',
        'line 3, id: "cita" is there twice for the language "es", first on line 1',
      ].join('\n'),
    )
  })
})

describe('two ids', () => {
  it('stay two pairs where both say the same, with a note', async () => {
    const rows = ['id;pregunta;respuesta;fuente', 'a;¿Cómo?;Así.;', 'b;Como;Así.;', ';cómo;Así.;', ';¿Cómo?;Así.;Ley 1']
    const { pairs, notes } = await readText('kb.csv', rows.join('\n'), es)
    expect(pairs.map(({ id }) => id)).toEqual(['a', 'b', expect.stringMatching(/^como-/)])
    expect(inEnglish(notes)).toEqual([
      '1 pair is there twice and is imported once (lines 2 = 4)',
      '2 pairs have the question and the answer of another, and are imported all the same, because the id or another field ' +
        'differs (lines 2 = 3, 2 = 5); leave one of each',
    ])
  })

  it('are given where one question has one answer now and another later', async () => {
    const rows = [
      'pregunta;respuesta;vigente hasta;vigente desde',
      '¿Cuánto?;Diez.;2026-12-31;',
      '¿Cuánto?;Doce.;;2027-01-01',
    ]
    const { pairs, notes, contradictions } = await readText('kb.csv', rows.join('\n'), es)
    expect(new Set(pairs.map(({ id }) => id)).size).toBe(2)
    expect([notes, contradictions]).toEqual([[], []])
    expect((await readText('kb.csv', rows.join('\n'), es)).pairs).toEqual(pairs)
  })
})
