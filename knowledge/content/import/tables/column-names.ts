import type { QnaPair } from '../../qna-pair.js'
import { foldColumnName } from './table.js'

type Names = Readonly<Record<string, readonly string[]>>

/** Names a column may have, in English and Spanish. */
const NAMES: Readonly<Record<keyof QnaPair, readonly string[]>> = {
  id: ['id', 'identificador', 'codigo'],
  language: ['language', 'lang', 'idioma', 'lengua'],
  question: ['question', 'pregunta'],
  alternateQuestions: ['alternatequestions', 'alternatives', 'preguntasalternativas', 'alternativas'],
  answer: ['answer', 'respuesta'],
  source: ['source', 'fuente'],
  metadata: ['metadata', 'metadatos'],
  prompts: ['prompts', 'seguimiento'],
  validFrom: ['validfrom', 'validodesde', 'vigentedesde'],
  validUntil: ['validuntil', 'validohasta', 'vigentehasta'],
  legalBasis: ['legalbasis', 'baselegal', 'fundamentolegal'],
  owner: ['owner', 'responsable'],
}

/**
 * Further names of the two columns that a table must have, one of each language first. They count only where no column has a
 * name of `NAMES`, so that a table in two languages is read in the same columns as ever.
 */
const FURTHER_NAMES = {
  question: [
    ...['pergunta', 'domanda', 'Frage', 'jautājums', 'вопрос', 'klausimas', 'küsimus'],
    ...['questions', 'preguntas', 'perguntas', 'domande', 'Fragen', 'jautājumi', 'вопросы', 'klausimai', 'küsimused'],
  ],
  answer: [
    ...['resposta', 'réponse', 'risposta', 'Antwort', 'atbilde', 'ответ', 'atsakymas', 'vastus'],
    ...['answers', 'respuestas', 'respostas', 'réponses', 'risposte', 'Antworten', 'atbildes', 'ответы', 'atsakymai'],
    'vastused',
  ],
} as const

/** A column or key that every table or object of pairs must have. */
export type NeededField = keyof typeof FURTHER_NAMES

export const NEEDED_FIELDS: readonly NeededField[] = ['question', 'answer']

/** The names that are shown where such a column is missing: one of each language. */
export const NAMES_SHOWN: Readonly<Record<NeededField, readonly string[]>> = {
  question: [...NAMES.question, ...FURTHER_NAMES.question.slice(0, 7)],
  answer: [...NAMES.answer, ...FURTHER_NAMES.answer.slice(0, 8)],
}

const FIELDS = fieldsByName(NAMES)
const FURTHER_FIELDS = fieldsByName(FURTHER_NAMES)

function fieldsByName(names: Names): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(names).flatMap(([field, each]) => each.map((name) => [foldColumnName(name), field] as const)),
  )
}

/** The pair's field that each name of a header, or each key of an object, means; null for an unknown name. */
export function fieldsOfNames(names: readonly string[]): readonly (string | null)[] {
  const folded = names.map(foldColumnName)
  const usual = folded.map((name) => FIELDS.get(name) ?? null)
  return folded.map((name, at) => {
    const further = FURTHER_FIELDS.get(name) ?? null
    return usual[at] ?? (usual.includes(further) ? null : further)
  })
}
