import { describe, expect, it } from 'vitest'
import { failureOf, inEnglish, readText } from '../../../support/importing.js'

const HEADER = 'Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId'
const es = { defaultLanguage: 'es' }

function tsv(...rows: readonly (readonly string[])[]): string {
  return `${[HEADER, ...rows.map((cells) => cells.join('\t'))].join('\r\n')}\r\n`
}

describe("QnA Maker's TSV", () => {
  it('joins the rows of a QnaId into one pair', async () => {
    const prompts =
      '[{"DisplayOrder":1,"QnaId":1,"Qna":null,"DisplayText":"Otra vez"},{"DisplayOrder":0,"QnaId":2,"Qna":null,"DisplayText":"Tasas"}]'
    const { pairs, notes } = await readText(
      'kb.tsv',
      tsv(
        [
          '¿Cómo me registro?',
          'Así:\\n\\n1. "Entre".',
          'Editorial',
          'Topic:alta | Área:x:y',
          '[]',
          'False',
          prompts,
          '1',
        ],
        [
          '"Alta" de empresa',
          'Así:\\n\\n1. "Entre".',
          'Editorial',
          'Topic:alta | Área:x:y',
          '[]',
          'False',
          prompts,
          '1',
        ],
        ['Tasas', 'Diez euros.', 'https://a.example/tasas', '', '[]', 'False', '[]', '2'],
      ),
      es,
    )
    expect(pairs).toMatchObject([
      {
        id: 'qna-1',
        language: 'es',
        question: '¿Cómo me registro?',
        alternateQuestions: ['"Alta" de empresa'],
        answer: 'Así:\n\n1. "Entre".',
        source: null,
        metadata: { topic: 'alta', área: 'x:y' },
        prompts: [
          { displayText: 'Tasas', pairId: 'qna-2' },
          { displayText: 'Otra vez', pairId: 'qna-1' },
        ],
      },
      { id: 'qna-2', question: 'Tasas', source: 'https://a.example/tasas', prompts: [] },
    ])
    expect(notes).toEqual([])
  })

  it('accepts prompts spelt as the documentation spells them', async () => {
    const prompts = '[{"displayOrder":0,"qnaId":"5","displayText":"Sí"}]'
    const { pairs } = await readText('kb.tsv', tsv(['Q', 'A', '', '', '', '', prompts, '5']), es)
    expect(pairs[0]?.prompts).toEqual([{ displayText: 'Sí', pairId: 'qna-5' }])
  })

  it('says what is not imported', async () => {
    const suggested = '[{"ClusterHead":"q","AlternateQuestionList":[]}]'
    const { notes } = await readText('kb.tsv', tsv(['Q', 'A', '', '', suggested, 'True', '[]', '5']), es)
    expect(inEnglish(notes)).toEqual([
      'SuggestedQuestions of 1 row are not imported: nobody approved them',
      'IsContextOnly of 1 pair is not kept: such pairs answer on their own too',
    ])
  })

  it('is refused with every bad row at once', async () => {
    const text = tsv(
      ['Q1', 'A1', '', 'topic', '', '', '[{"DisplayOrder":0,"QnaId":9,"DisplayText":"Nada"}]', '1'],
      ['x'.repeat(1_001), 'A1', '', 'topic', '', '', '', '1'],
      ['Q1b', 'Otra', '', '', '', '', '', '1'],
      ['Q2', '', '', '', '', '', 'Ver tasas', '2'],
      ['Q3', 'A3', '', '', '', '', '', '3', 'de más'],
    )
    expect(await failureOf(readText('kb.tsv', text, es))).toBe(
      [
        'kb.tsv has 7 problems:',
        'line 2, metadata: should read "key:value | key:value", each key once',
        'line 2, prompts.0: "Nada" leads to QnaId "9", which is not in the file',
        'line 3, alternateQuestions.0: has 1,001 characters, the most is 1,000',
        'line 4, answer: differs from the answer of the same QnaId on line 2',
        'line 5, prompts: should be a JSON list such as [{"DisplayOrder":0,"QnaId":2,"DisplayText":"Fees"}]',
        'line 5, answer: is missing',
        'line 6: has 9 cells, the header has 8',
      ].join('\n'),
    )
  })

  it('asks for the language where neither a column nor the metadata names it', async () => {
    expect(await failureOf(readText('kb.tsv', tsv(['Q', 'A', '', '', '', '', '', '1'])))).toBe(
      'kb.tsv has 1 problem:\nline 2, language: is missing; name it in the file, or name the language of the pairs when importing',
    )
    const { pairs } = await readText('kb.tsv', tsv(['Q', 'A', '', 'Language:LV', '', '', '', '1']), es)
    expect(pairs[0]?.language).toBe('lv')
    const column = await readText('kb.tsv', 'Question\tAnswer\tQnaId\tLang\nQ\tA\t1\tet\n', es)
    expect(column.pairs[0]?.language).toBe('et')
  })

  it('joins the rows of an old export, which has no QnaId, by their answer', async () => {
    const text = 'Question\tAnswer\tSource\nAlta\tAsí.\tEditorial\nTasas\tDiez.\tEditorial\nRegistro\tAsí.\tEditorial\n'
    const { pairs } = await readText('kb.tsv', text, es)
    expect(pairs).toMatchObject([
      { id: 'alta-42719229', question: 'Alta', alternateQuestions: ['Registro'] },
      { question: 'Tasas', alternateQuestions: [] },
    ])
  })

  it('reads quotation marks as they are, unless a spreadsheet has quoted the cells', async () => {
    const plain = await readText(
      'kb.tsv',
      tsv(['"Alta', 'A', '', '', '', '', '', '1'], ['Baja', '"B', '', '', '', '', '', '2']),
      es,
    )
    expect(plain.pairs).toMatchObject([{ question: '"Alta' }, { answer: '"B' }])

    const prompts = '"[{""DisplayOrder"":0,""QnaId"":1,""DisplayText"":""Otra vez""}]"'
    const quoted = await readText('kb.tsv', tsv(['"El ""alta"""', 'A', '', '', '', '', prompts, '1']), es)
    expect(quoted.pairs).toMatchObject([{ question: 'El "alta"', prompts: [{ pairId: 'qna-1' }] }])

    const second = { ...es, qnaPrefix: 'taxes-' }
    const named = await readText('kb.tsv', tsv(['"El ""alta"""', 'A', '', '', '', '', prompts, '1']), second)
    expect(named.pairs).toMatchObject([{ id: 'taxes-1', prompts: [{ pairId: 'taxes-1' }] }])

    const lines = await readText(
      'kb.tsv',
      tsv(['Q', '"Uno\r\ndos\ttres"', '', '', '', '', '', '1'], ['R', '', '', '', '', '', '', '2']),
      es,
    ).catch((error: Error) => error.message)
    expect(lines).toBe('kb.tsv has 1 problem:\nline 4, answer: is missing')
  })

  it('may have columns that somebody added, as in a table of one’s own; others are named', async () => {
    const header = 'Question\tAnswer\tQnaId\tValidUntil\tBase legal\tPreguntas alternativas\tResponsable\tPrioridad'
    const rows = ['Q1\tA1\t1\t2026-01-31\tLey 1/2020\totra | y otra\tTesorería\talta', 'Q2\tA1\t1\t\t\ttercera\t\t']
    const { pairs, notes } = await readText('kb.tsv', [header, ...rows].join('\n'), es)
    expect(pairs).toMatchObject([
      {
        question: 'Q1',
        alternateQuestions: ['otra', 'y otra', 'Q2', 'tercera'],
        validUntil: '2026-01-31',
        legalBasis: 'Ley 1/2020',
        owner: 'Tesorería',
      },
    ])
    expect(inEnglish(notes)).toEqual(['the column "Prioridad" is not imported'])
    expect(await failureOf(readText('kb.tsv', `${header}\nQ\tA\t1\tpronto\t\t\t\t`, es))).toBe(
      'kb.tsv has 1 problem:\nline 2, validUntil: is no date such as 2026-03-31',
    )
  })

  it('is refused when the rows of a QnaId differ', async () => {
    const prompts = (text: string) => `[{"DisplayOrder":0,"QnaId":1,"DisplayText":"${text}"}]`
    const text = tsv(
      ['Q1', 'A', 'Editorial', 'tema:a', '', '', prompts('Ver'), '1'],
      ['Q2', 'A', 'https://a.example', 'tema:b', '', '', prompts('Ir'), '1'],
      ['Q3', 'A', '', '', '', '', '[]', '1'],
    )
    expect(await failureOf(readText('kb.tsv', text, es))).toBe(
      [
        'kb.tsv has 3 problems:',
        'line 3, source: differs from the source of the same QnaId on line 2',
        'line 3, metadata: differs from the metadata of the same QnaId on line 2',
        'line 3, prompts: differs from the prompts of the same QnaId on line 2',
      ].join('\n'),
    )
  })

  it('keeps apart the rows of an old export that share an answer and not its source', async () => {
    const text = 'Question\tAnswer\tSource\nAlta\tAsí.\ta.html\nBaja\tAsí.\tb.html\nRegistro\tAsí.\ta.html\n'
    expect((await readText('kb.tsv', text, es)).pairs).toMatchObject([
      { question: 'Alta', alternateQuestions: ['Registro'], source: 'a.html' },
      { question: 'Baja', alternateQuestions: [], source: 'b.html' },
    ])
  })

  it('keeps its rows apart where a stray quotation mark is closed rows later', async () => {
    const header = 'Question\tAnswer\tSource\tMetadata\tQnaId'
    const rows = ['q1\t"Hola es\tEditorial\t\t1', 'q2\ta2\tEditorial\t\t2', 'q3\tfin"\tEditorial\t\t3']
    const { pairs } = await readText('kb.tsv', `${[header, ...rows].join('\n')}\n\n`, es)
    expect(pairs.map(({ question, answer }) => [question, answer])).toEqual([
      ['q1', '"Hola es'],
      ['q2', 'a2'],
      ['q3', 'fin"'],
    ])
    const several = [header, ...rows, 'q4\t"Uno\ndos\ttres"\tEditorial\t\t4'].join('\n')
    expect(await failureOf(readText('kb.tsv', several, es))).toBe(
      'kb.tsv has 1 problem:\nline 2: a quotation mark at the beginning of a cell takes the rows after it into that cell; ' +
        'double the quotation mark and put the whole cell in quotation marks, or take it out',
    )
  })

  it('is read as Excel writes "Unicode text"', async () => {
    const text = Buffer.from(`\uFEFF${tsv(['¿Qué?', 'Sí', '', '', '', '', '', '1'])}`, 'utf16le')
    const { readImportBytes } = await import('../../../../knowledge/content/import/read-import-file.js')
    expect((await readImportBytes('kb.txt', text, es)).pairs).toMatchObject([{ question: '¿Qué?' }])
  })
})
