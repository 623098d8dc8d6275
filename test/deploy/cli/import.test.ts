import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ventanilla } from '../../support/built-cli.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { textCell, workbookOf } from '../../support/workbook.js'

/** A data folder, with functions that write a file beside it and run a verb on it. */
async function office() {
  const root = await temporaryFolder()
  const data = join(root, 'data')
  await mkdir(data)
  const write = async (name: string, content: string | Buffer) => {
    await writeFile(join(root, name), content)
    return join(root, name)
  }
  const verb = (...args: readonly string[]) => ventanilla([...args, '--data', data])
  return { write, verb }
}

const pairLine = (id: string, fields: object = {}) =>
  JSON.stringify({ id, language: 'es', question: `¿${id}?`, answer: 'Sí.', ...fields })

describe('import', () => {
  it('warns of pairs of the file with different answers to one question, and prints twenty of them', async () => {
    const { write, verb } = await office()
    const lines = Array.from({ length: 22 }, (_, i) =>
      pairLine(`p${i}`, { question: '¿Cuánto?', answer: `${i} \u202e€` }),
    )
    const file = await write('fees.jsonl', lines.join('\n'))
    const { status, stdout, stderr } = await verb('import', file, '--json')
    expect(status).toBe(0)
    expect(stderr).toContain(
      'warning: “¿Cuánto?” has different answers in p0/es (line 1) and p1/es (line 2): “0 €” and “1 €”\n',
    )
    expect(stderr).toContain('warning: and 1 contradiction more\n')
    const { contradictions } = JSON.parse(stdout)
    expect(contradictions).toHaveLength(21)
    expect(contradictions[0]).toEqual({
      phrasing: '¿Cuánto?',
      lang: 'es',
      pairs: [
        { id: 'p0', source: 'fees.jsonl', line: 1 },
        { id: 'p1', source: 'fees.jsonl', line: 2 },
      ],
    })
  })

  it('warns of pairs of other sources that answer a question of the file differently and stay', async () => {
    const { write, verb } = await office()
    const ended = pairLine('ended', { question: '¿Cuánto?', answer: 'Cinco', validUntil: '2020-01-01' })
    const before = [pairLine('old', { question: '¿Cuánto?', answer: 'Diez' }), pairLine('a'), ended].join('\n')
    await verb('import', await write('before.jsonl', before), '--source', 'Tasas 2026')
    const lines = [pairLine('new', { question: 'cuanto', answer: 'Doce' }), pairLine('b', { question: '¿b?' })]
    const file = await write('fees.jsonl', lines.join('\n'))

    const { status, stdout, stderr } = await verb('import', file, '--source', 'Tasas 2027', '--json')
    expect(status).toBe(0)
    expect(stderr).toContain(
      'warning: “cuanto” has different answers in old/es of Tasas 2026 and new/es (line 1): “Diez” and “Doce”\n',
    )
    expect(JSON.parse(stdout)).toMatchObject({
      added: 2,
      contradictions: [
        {
          phrasing: 'cuanto',
          lang: 'es',
          pairs: [
            { id: 'old', source: 'Tasas 2026', line: null },
            { id: 'new', source: 'Tasas 2027', line: 1 },
          ],
        },
      ],
    })
    const replacing = await verb('import', file, '--source', 'Tasas 2026', '--replace', '--json')
    expect(JSON.parse(replacing.stdout).contradictions).toEqual([])
  })

  it.each([
    ['import', 'kb.jsonl', '--source', ''],
    ['import', 'kb.jsonl', '--source', '   '],
    ['import', 'kb.jsonl', '--by', '\u200b'],
    ['freeze', '--author', ' '],
    ['retrain', '--author', ''],
    ['promote', 'kb-000001', '--reason', 'x', '--by', ''],
    ['rollback', '--reason', 'x', '--by', ''],
    ['canary', 'kb-000001', '--reason', 'x', '--by', ''],
    ['retire', '--pair', 'a', '--reason', 'x', '--by', ''],
    ['curate', 'notes', '--close', 'x', '--by', ''],
    ['curate', 'approve', 'q-3fa9c01b22', '--by', ''],
  ])('names the option where a name is empty, as every verb does: %s %s %s %s %s %s', async (...args) => {
    const { verb } = await office()
    const { status, stderr } = await verb(...args)
    expect(status).toBe(2)
    expect(stderr).toMatch(
      /option '--(source|by|author) <name>' argument '.*' is invalid\. It is empty; write a name\./,
    )
  })

  it('trims the source, and refuses the name that curation uses', async () => {
    const { write, verb } = await office()
    const file = await write('kb.jsonl', pairLine('a'))
    expect(await verb('import', file, '--source', ' Tasas ')).toMatchObject({ status: 0 })
    const { status, stderr } = await verb('import', file, '--source', ' curation', '--replace')
    expect([status, stderr]).toEqual([
      2,
      'error [BAD_INPUT] "curation" is the source of what curation approves, and no import may be called so\n' +
        'next: give this input another name: --source "Fees 2027"\n',
    ])
    const other = await verb('import', file, '--source', 'Otras')
    expect(other.stderr).toContain('note: 1 pair taken over from: Tasas\n')
  })

  it('reads an export of Custom Question Answering in the language of its project', async () => {
    const { write, verb } = await office()
    const qnas = [{ id: 1, answer: 'Diez.', questions: ['¿Cuánto?'], dialog: { isContextOnly: true, prompts: [] } }]
    const file = await write('kb.json', JSON.stringify({ metadata: { language: 'es' }, assets: { qnas } }))
    expect(await verb('import', file, '--qna-prefix', 'tasas-')).toMatchObject({
      status: 0,
      stdout: '1 added, 0 changed, 0 unchanged, 0 retired\n',
      stderr:
        'note: IsContextOnly of 1 pair is not kept: such pairs answer on their own too\nnext: ventanilla retrain\n',
    })
  })

  it('tells a Spanish-speaking editor what is wrong with a file, with the options that help', async () => {
    const { write, verb } = await office()
    const lines = ['{"id":"a","question":"¿A?","answer":"Sí."}', pairLine('b', { answer: ' ', vigente: 'sí' })]
    const file = await write('tasas.jsonl', lines.join('\n'))
    expect(await verb('import', file, '--speak', 'es')).toEqual({
      status: 2,
      stdout: '',
      stderr: [
        'error [IMPORT_INVALID] tasas.jsonl tiene 3 problemas:',
        'línea 1, language: falta; indíquelo en el archivo, o importe con --lang y su código, por ejemplo --lang es',
        'línea 2, answer: está vacío',
        'línea 2, vigente: no es un campo de una entrada',
        'qué hacer: corrija el archivo e impórtelo otra vez; no se ha importado nada de él\n',
      ].join('\n'),
    })
    const { stderr } = await verb('import', file, '--speak', 'es', '--json')
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: 'IMPORT_INVALID',
        message: expect.stringContaining('tasas.jsonl tiene 3 problemas:\nlínea 1, language: falta;'),
        hint: 'corrija el archivo e impórtelo otra vez; no se ha importado nada de él',
        problems: [
          {
            line: 1,
            field: 'language',
            message: 'falta; indíquelo en el archivo, o importe con --lang y su código, por ejemplo --lang es',
            what: 'language-missing',
            next: { do: 'name-language-of-pairs' },
          },
          { line: 2, field: 'answer', message: 'está vacío', what: 'empty' },
          { line: 2, field: 'vigente', message: 'no es un campo de una entrada', what: 'unknown-field' },
        ],
        kind: 'invalid',
        facts: { what: 'file-wrong', file: 'tasas.jsonl', count: 3 },
        next: { do: 'mend-file' },
      },
    })
  })

  it('tells a Spanish-speaking editor the result of an import, and what to check', async () => {
    const { write, verb } = await office()
    await verb('import', await write('antes.jsonl', pairLine('a')))
    const lines = [pairLine('a'), pairLine('b', { question: 'a', answer: 'No. <br>' })]
    const file = await write('tasas.jsonl', lines.join('\n'))
    expect(await verb('import', file, '--speak', 'es')).toEqual({
      status: 0,
      stdout: '1 añadida, 0 cambiadas, 1 sin cambios, 0 retiradas\n',
      stderr: [
        'nota: la respuesta de 1 entrada contiene HTML (<br>), que los ciudadanos ven tal como está escrito; escriba en Markdown: b',
        'nota: 1 entrada tomada de: antes.jsonl',
        'aviso: «a» tiene respuestas distintas en a/es (línea 1) y en b/es (línea 2): «Sí.» y «No. <br>»',
        'siguiente paso: ventanilla retrain\n',
      ].join('\n'),
    })
  })

  it('reads the sheet that is named', async () => {
    const { write, verb } = await office()
    const rows = [['id', 'pregunta', 'respuesta'].map(textCell), ['a', '¿A?', 'Sí'].map(textCell)]
    const file = await write(
      'kb.xlsx',
      workbookOf({ name: 'Notas', rows: [[textCell('hola')]] }, { name: 'Tasas', rows }),
    )
    expect(await verb('import', file, '--lang', 'es')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('kb.xlsx, sheet "Notas", has 2 problems:'),
    })
    const taken = await verb('import', file, '--lang', 'es', '--sheet', 'Tasas', '--json')
    expect(taken).toMatchObject({
      status: 0,
      stderr: expect.stringContaining(
        'note: the sheet "Notas" is not imported; if it holds pairs, import it with --sheet "Notas"\n',
      ),
    })
    expect(JSON.parse(taken.stdout).notes).toEqual([expect.stringContaining('the sheet "Notas" is not imported')])
  })
})
