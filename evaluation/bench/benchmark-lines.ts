import { z } from 'zod'
import { PAIR_LIMITS, type QnaPair, qnaPairSchema } from '../../knowledge/content/qna-pair.js'
import { readJsonLines } from '../golden/json-lines.js'

/** Cut to the length of a pair's id, in both kinds of lines, so that a question still matches its pair. */
const id = z
  .string()
  .trim()
  .min(1)
  .transform((text) => text.slice(0, PAIR_LIMITS.idChars).trim())

/** A knowledge base line of a benchmark, or a pair in the import format; other fields are ignored. */
const pairLine = z
  .object({
    id,
    question: z.string().trim().min(1),
    answer: z.string().default(''),
    alternatives: z.array(z.string()).optional(),
    alternateQuestions: z.array(z.string()).default([]),
    lang: z.string().optional(),
    language: z.string().default('und'),
  })
  .transform(({ alternatives, alternateQuestions, lang, language, ...line }) => ({
    ...line,
    alternatives: alternatives ?? alternateQuestions,
    lang: (lang ?? language).toLowerCase().match(/^[a-z]{2,3}/)?.[0] ?? 'und',
  }))

/** A question with the ids of all pairs that answer it; empty = it must not be answered. */
const queryLine = z.object({
  text: z.string(),
  relevant: z.array(id),
  lang: z.string().nullable().default(null),
})

export type BenchmarkQuery = Readonly<z.infer<typeof queryLine>>

const words = z.string().optional().catch(undefined)
const wordings = z.array(z.string()).catch([])

/** The texts of a line of either kind, or of a pair in the import format; values of another type are ignored. */
const textsLine = z
  .object({ text: words, question: words, answer: words, alternatives: wordings, alternateQuestions: wordings })
  .transform(({ text, question, answer, alternatives, alternateQuestions }) =>
    [text, question, answer, ...alternatives, ...alternateQuestions].filter((one) => one !== undefined),
  )

/**
 * Every text of a file of pairs or of labelled questions.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE, IMPORT_INVALID naming every bad line
 */
export async function readBenchmarkTexts(file: string): Promise<readonly string[]> {
  return (await readJsonLines(file, textsLine)).flat()
}

/**
 * Pairs from lines `{"id","question","answer","alternatives":[],"lang"}`, or from pairs as JSON lines. Benchmarks contain texts that
 * no editor would approve, so texts are cut to the limits of a pair instead of being refused, and an empty answer becomes a dash.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE, IMPORT_INVALID naming every bad line
 */
export async function readBenchmarkPairs(file: string): Promise<readonly QnaPair[]> {
  const lines = await readJsonLines(file, pairLine)
  return lines.map(({ id, question, answer, alternatives, lang }) =>
    qnaPairSchema.parse({
      id,
      language: lang,
      question: question.slice(0, PAIR_LIMITS.questionChars),
      alternateQuestions: alternatives
        .map((text) => text.trim().slice(0, PAIR_LIMITS.questionChars))
        .filter((text) => text !== '')
        .slice(0, PAIR_LIMITS.alternateQuestions),
      answer: answer.trim().slice(0, PAIR_LIMITS.answerChars) || '—',
    }),
  )
}

/**
 * Whether a text is only an unresolved reference to another text: `$t(key)`. Sets made from the texts of an application contain some;
 * they are not real questions.
 *
 * @see i18next, Nesting
 */
export function isUnfilled(text: string): boolean {
  return /^\$t\(.*\)$/su.test(text.trim())
}

/**
 * Questions from lines `{"text","relevant":[ids],"lang"}`, except unresolved references.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE, IMPORT_INVALID naming every bad line
 */
export async function readBenchmarkQueries(file: string): Promise<readonly BenchmarkQuery[]> {
  const lines = await readJsonLines(file, queryLine)
  return lines.filter(({ text }) => !isUnfilled(text))
}
