import { describe, expect, it } from 'vitest'
import { failureOf, inEnglish, readText } from '../../../support/importing.js'

const es = { defaultLanguage: 'es' }

/** A record as `GET knowledgebases/{id}/{environment}/qna` gives it. */
const document = (id: number, fields: object = {}) => ({
  id,
  answer: `A${id}`,
  source: 'Editorial',
  questions: [`Q${id}`],
  metadata: [],
  alternateQuestionClusters: [],
  context: { isContextOnly: false, prompts: [] },
  lastUpdatedTimestamp: '2022-07-26T09:31:57.418+00:00',
  isDocumentText: false,
  extractionConfidence: -1,
  ...fields,
})

/** A record as a project's export has it. */
const qna = (id: number, fields: object = {}) => ({
  id,
  answer: `A${id}`,
  source: 'Editorial',
  sourceDisplayName: '',
  questions: [`Q${id}`],
  metadata: {},
  dialog: { isContextOnly: false, prompts: [] },
  activeLearningSuggestions: [],
  isDocumentText: false,
  lastUpdatedDateTime: '07/12/2022 14:18:18 +00:00',
  ...fields,
})

const maker = (...documents: readonly object[]) => JSON.stringify({ qnaDocuments: documents })
const project = (metadata: object, assets: object) => JSON.stringify({ metadata, assets }, null, 2)

const prompts = [
  { displayOrder: 1, qnaId: 1, displayText: 'Otra vez' },
  { displayOrder: 0, qnaId: 2, displayText: 'Tasas', qna: null },
]

const EXPECTED = [
  {
    id: 'qna-1',
    language: 'es',
    question: '¿Cómo me registro?',
    alternateQuestions: ['"Alta" de empresa'],
    answer: 'Así:\n\n1. "Entre".\nFin ya',
    source: null,
    metadata: { topic: 'alta', área: 'x:y' },
    prompts: [
      { displayText: 'Tasas', pairId: 'qna-2' },
      { displayText: 'Otra vez', pairId: 'qna-1' },
    ],
  },
  { id: 'qna-2', question: 'Tasas', alternateQuestions: [], answer: 'Diez.', source: 'https://a.example/tasas' },
]

const REGISTER = {
  questions: ['¿Cómo me registro?', '"Alta" de empresa'],
  answer: 'Así:\n\n1. "Entre".\\nFin ya',
}
const FEES = { questions: ['Tasas'], answer: 'Diez.', source: 'https://a.example/tasas' }

describe('a JSON export', () => {
  it('of QnA Maker gives the same pairs as its TSV', async () => {
    const topic = [
      { name: 'Topic', value: 'alta' },
      { name: 'Área', value: 'x:y ' },
    ]
    const json = maker(
      document(1, { ...REGISTER, metadata: topic, context: { isContextOnly: false, prompts } }),
      document(2, { ...FEES, parentQnaIds: [1] }),
    )
    const cells = (question: string) => [
      question,
      'Así:\\n\\n1. "Entre".\\nFin ya',
      'Editorial',
      'Topic:alta | Área:x:y',
      '[]',
      'False',
      JSON.stringify(prompts),
      '1',
    ]
    const tsv = [
      ['Question', 'Answer', 'Source', 'Metadata', 'SuggestedQuestions', 'IsContextOnly', 'Prompts', 'QnaId'],
      ...REGISTER.questions.map(cells),
      ['Tasas', 'Diez.', 'https://a.example/tasas', '', '[]', 'False', '[]', '2'],
    ]
    const { pairs, notes } = await readText('kb.json', json, es)
    expect(pairs).toMatchObject(EXPECTED)
    expect(pairs).toEqual((await readText('kb.tsv', tsv.map((row) => row.join('\t')).join('\r\n'), es)).pairs)
    expect(notes).toEqual([])
  })

  it('of a project gives the same pairs, in the language of the project', async () => {
    const json = project(
      { projectName: 'tasas', language: 'es-ES', multilingualResource: false, settings: { defaultAnswer: '' } },
      {
        synonyms: [],
        qnas: [
          qna(1, { ...REGISTER, metadata: { Topic: 'alta', Área: 'x:y' }, dialog: { isContextOnly: null, prompts } }),
          qna(2, FEES),
          qna(3, { metadata: { lang: 'gl' }, dialog: null, source: 'Custom Editorial' }),
        ],
      },
    )
    const { pairs, notes } = await readText('kb.json', json)
    expect(pairs).toMatchObject([...EXPECTED, { id: 'qna-3', language: 'gl', source: null }])
    expect(notes).toEqual([])
  })

  it('says what is not imported', async () => {
    const json = project(
      { language: 'English', settings: { defaultAnswer: 'No good match found in KB' } },
      {
        synonyms: [{ alterations: ['alta', 'registro'] }, { alterations: ['tasa', 'precio'] }],
        sources: [{ sourceUri: 'https://a.example' }],
        qnas: [
          qna(1, {
            activeLearningSuggestions: [{ clusterHead: 'q', suggestedQuestions: [{ question: 'q' }] }],
            dialog: { isContextOnly: true, prompts: null, mood: 'x' },
            sourceDisplayName: 'Tasas.pdf',
          }),
          qna(2, { sourceDisplayName: 'Tasas.pdf' }),
        ],
      },
    )
    expect(inEnglish((await readText('kb.json', json, es)).notes)).toEqual([
      'the project’s language, "English", is no code such as "es"; the language given for this import counts in its place',
      'synonyms (2 groups) are not imported; write them as further questions of the pairs',
      'the default answer, "No good match found in KB", is not imported: the chat has words of its own for it',
      'the field "sources" is not imported',
      'the field "sourceDisplayName" is not imported',
      'the field "dialog.mood" is not imported',
      'suggested questions of 1 pair are not imported: nobody approved them',
      'IsContextOnly of 1 pair is not kept: such pairs answer on their own too',
    ])
  })

  it('is refused with every bad record at once, each with its line', async () => {
    const records = [
      document(1, { id: 1.5, answer: '', questions: [], metadata: [{ key: 'topic', value: 'x' }] }),
      document(2, { questions: ['Q2', '', 7], context: { isContextOnly: false, prompts: 'Ver' }, dialog: { prompts } }),
      document(3, {
        questions: 'Q3 Q3b',
        context: '@{isContextOnly=False; prompts=System.Object[]}',
        alternateQuestions: 'q',
      }),
      document(4, {
        metadata: [
          { name: 'Topic', value: 'a' },
          { name: 'topic ', value: 'b' },
          { name: 'x', value: '' },
        ],
        context: { prompts: [{ displayOrder: 0, qnaId: 9, displayText: 'Nada' }] },
      }),
      document(2, { questions: ['Otra'] }),
    ].map((record) => JSON.stringify(record))
    const text = `{"qnaDocuments": [\n${[...records, '7', '\n{"id":6,"answer":"A","questions":["Q"],"id":7}'].join(',\n')}\n]}`
    expect(await failureOf(readText('kb.json', text, es))).toBe(
      [
        'kb.json has 17 problems:',
        'line 2, id: should be a whole number',
        'line 2, metadata: should be a list such as [{"name":"topic","value":"fees"}], or an object',
        'line 2, question: is missing',
        'line 2, answer: is empty',
        'line 3, dialog: means the same as "context"; leave one',
        'line 3, prompts: should be a JSON list such as [{"DisplayOrder":0,"QnaId":2,"DisplayText":"Fees"}]',
        'line 3, alternateQuestions.0: is empty',
        'line 3, alternateQuestions.1: should be text',
        'line 4, alternateQuestions: is empty in every export; write these under "questions"',
        'line 4, context: should be an object; PowerShell has cut it off: write the file again with ConvertTo-Json -Depth 20',
        'line 4, questions: should be a list of texts',
        'line 5, metadata: "topic" has two values; leave one',
        'line 5, prompts.0: "Nada" leads to QnaId "9", which is not in the file',
        'line 5, metadata.x: is empty',
        'line 6, id: "qna-2" is there twice for the language "es", first on line 3',
        'line 7: item 6 should be a JSON object',
        'line 9, id: is there twice in one object; leave one',
      ].join('\n'),
    )
  })

  it('may be the list alone, or a whole page of a project’s list of pairs', async () => {
    const lists = [JSON.stringify([qna(1), qna(2)]), JSON.stringify({ value: [qna(1), qna(2)], nextLink: null })]
    for (const list of lists) expect((await readText('kb.json', list, es)).pairs).toHaveLength(2)
    const page = JSON.stringify({ value: [qna(1)], nextLink: 'https://a.example/?skip=100' })
    expect(await failureOf(readText('kb.json', page, es))).toBe(
      'kb.json has 1 problem:\nnextLink: says that this is one page of several; put the pairs of all pages into one list',
    )
  })

  it('is distinguished from other JSON', async () => {
    expect(await failureOf(readText('kb.json', '{"jobId":"x","resultUrl":"https://a.example/result"}'))).toBe(
      'kb.json has 1 problem:\nresultUrl: is where the export lies, and this file only says how it went; ' +
        'download it from there and import that',
    )
    expect(await failureOf(readText('kb.json', '{"qnaDocuments":{"id":1}}'))).toBe(
      'kb.json has 1 problem:\nqnaDocuments: should be a list',
    )
    expect(await failureOf(readText('kb.json', project({}, { synonyms: [{ alterations: ['a', 'b'] }] })))).toBe(
      'kb.json has 1 problem:\nthere is no pair in it',
    )
  })

  it('gives ids the prefix of the import, and derives them from the question where it has none', async () => {
    const json = maker(document(7, { context: { prompts: [{ qnaId: '7', displayText: 'Otra vez' }] } }), {
      answer: 'A',
      questions: ['Tasas'],
      validUntil: '2026-12-31',
      language: 'gl',
    })
    const { pairs } = await readText('kb.json', json, { ...es, qnaPrefix: 'tasas-' })
    expect(pairs).toMatchObject([
      { id: 'tasas-7', prompts: [{ displayText: 'Otra vez', pairId: 'tasas-7' }] },
      { id: expect.stringMatching(/^tasas-[0-9a-f]{8}$/), language: 'gl', validUntil: '2026-12-31' },
    ])
  })

  it('treats a metadata name __proto__ as data', async () => {
    const named = maker(document(1, { metadata: [{ name: '__proto__', value: 'x' }] }))
    const keyed = project({}, { qnas: [qna(1)] }).replace(
      '"metadata": {},\n        "dialog"',
      '"metadata": {"__proto__": "x"},\n        "dialog"',
    )
    for (const text of [named, keyed]) {
      expect(await failureOf(readText('kb.json', text, es))).toContain(
        'metadata: "__proto__" can be no key; take another',
      )
    }
  })
})
