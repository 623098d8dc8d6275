import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packagePath } from '../../../../knowledge/basics/package-path.js'
import type { StandingPair } from '../../../../knowledge/content/import/contradictions.js'
import { NOTES } from '../../../../knowledge/content/import/findings/import-note.js'
import { PROBLEMS } from '../../../../knowledge/content/import/findings/import-problem.js'
import {
  describeContradiction,
  describeNote,
  describeProblem,
} from '../../../../knowledge/content/import/import-words.js'
import { readImportBytes } from '../../../../knowledge/content/import/read-import-file.js'
import { KnowledgeError } from '../../../../knowledge/errors.js'
import { localeFiles, readLanguages } from '../../../../knowledge/words/locale-files.js'
import { placeholders } from '../../../../knowledge/words/message.js'
import { textsSchema } from '../../../../knowledge/words/words.js'

const FOLDER = packagePath('knowledge', 'content', 'import', 'locales')
const files = localeFiles(FOLDER)

/** The names in the texts of a group, by what each tells. */
function namesIn(file: string, group: 'problems' | 'notes') {
  const texts: Record<string, string> = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))[group]
  return Object.fromEntries(Object.entries(texts).map(([what, text]) => [what, placeholders(text)]))
}

function sortedNames(table: Readonly<Record<string, readonly string[]>>) {
  return Object.fromEntries(Object.entries(table).map(([what, names]) => [what, [...names].sort()]))
}

const FEES = [
  '{"id":"tasas","question":"¿Cuánto?","answer":"Diez."}',
  '{"id":"plazo","language":"es","question":"","answer":"Cinco días.","prompts":[{"displayText":"Ver","pairId":"nada"}]}',
  '{"id":"plazo","language":"es","question":"¿Plazo?","answer":"Cada aÃ±o.","metadata":{"Tema":"a","tema":"b"}}',
  `{"id":"largo","language":"es","question":"${'x'.repeat(1_001)}","answer":"A."}`,
].join('\n')

describe('the words of an import', () => {
  it('are complete in English and Spanish', () => {
    expect(files).toEqual(expect.arrayContaining(['en.json', 'es.json']))
    expect(readLanguages(FOLDER, files, textsSchema).misfits).toEqual([])
  })

  it.each(files)('tell in %s every fact of every problem and note, and nothing else', (file) => {
    expect(namesIn(file, 'problems')).toEqual(sortedNames(PROBLEMS))
    expect(namesIn(file, 'notes')).toEqual(sortedNames(NOTES))
  })

  it('name the pair whose answer has too much Markdown in it, and the limit', async () => {
    const answer = ['Requisitos:', ...Array.from({ length: 250 }, (_, i) => `- punto ${i}`)].join('\n')
    const line = JSON.stringify({ id: 'requisitos', language: 'es', question: '¿Qué necesito?', answer })
    const error: unknown = await readImportBytes('lista.jsonl', Buffer.from(line)).catch((thrown: unknown) => thrown)
    if (!(error instanceof KnowledgeError)) throw error
    expect(error.messageIn('es')).toContain(
      'línea 1, answer: la respuesta de «requisitos» suma 501 líneas y signos de Markdown, y el máximo es 500; repártala',
    )
    expect(error.messageIn('en')).toContain(
      'line 1, answer: the answer of "requisitos" has 501 lines and signs of Markdown, the most is 500; split it',
    )
  })

  it('describe all problems of a file in the reader’s language', async () => {
    const error: unknown = await readImportBytes('tasas.jsonl', Buffer.from(FEES)).catch((thrown: unknown) => thrown)
    if (!(error instanceof KnowledgeError)) throw error
    expect(error.messageIn('es')).toBe(
      [
        'tasas.jsonl tiene 6 problemas:',
        'línea 1, language: falta; indíquelo en el archivo, o indique el idioma de las entradas al importar',
        'línea 2, question: está vacío',
        'línea 3, answer: se ha dañado por una codificación errónea después de «Cada a»; guárdelo otra vez como UTF-8 a partir del original',
        'línea 3, metadata: «Tema» y «tema» son la misma clave; deje una',
        'línea 3, id: «plazo» está dos veces para el idioma «es», la primera en la línea 2',
        'línea 4, question: tiene 1001 caracteres y el máximo es 1000',
      ].join('\n'),
    )
  })

  it('leave a problem’s place out where it has none, and name each item of a list in quotation marks', () => {
    const columns = ['Pregunta', 'Notas internas']
    const missing = { what: 'column-missing', columns, names: ['answer', 'respuesta'] } as const
    expect(describeProblem({ line: null, field: 'answer', ...missing }, 'es')).toBe(
      'answer: falta esta columna; la primera fila contiene «Pregunta», «Notas internas»; ' +
        'nombres que se entienden: «answer», «respuesta»',
    )
    expect(describeProblem({ line: null, field: null, what: 'no-pair' }, 'es')).toBe('no contiene ninguna entrada')
  })

  it('name the next step in the words of the face', () => {
    const note = {
      what: 'sheet-left-out',
      sheet: 'Tasas',
      hidden: 'yes',
      next: { do: 'import-sheet', sheet: 'Tasas' },
    } as const
    expect(describeNote(note, 'es')).toBe(
      'la hoja oculta «Tasas» no se importa; si contiene entradas, impórtela indicando esa hoja',
    )
    expect(describeNote(note, 'en', () => 'press “Import”')).toBe(
      'the hidden sheet "Tasas" is not imported; if it holds pairs, press “Import”',
    )
  })

  it('name the pairs that contradict each other', async () => {
    const one = '{"id":"a","language":"es","question":"¿Cuánto?","answer":"Diez."}'
    const other = '{"id":"b","language":"es","question":"cuanto","answer":"Doce."}'
    const { pairs } = await readImportBytes('before.jsonl', Buffer.from(one))
    const standing = pairs.map((pair): StandingPair => ({ pair, importedFrom: 'Tasas 2026' }))
    const { contradictions } = await readImportBytes('after.jsonl', Buffer.from(other), { standing })
    expect(contradictions.map((found) => describeContradiction(found, 'es'))).toEqual([
      '«cuanto» tiene respuestas distintas en a/es de Tasas 2026 y en b/es (línea 1): «Diez.» y «Doce.»',
    ])
  })
})
