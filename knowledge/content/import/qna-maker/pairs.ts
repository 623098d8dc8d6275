import { excerpt } from '../findings/excerpt.js'
import type { ImportNote } from '../findings/import-note.js'
import type { ImportProblem } from '../findings/import-problem.js'
import type { RawPair } from '../findings/raw-pair.js'
import { derivedId } from '../text/derived-id.js'
import type { QnaMakerPrompt } from './prompts.js'

/** Fields that somebody may have added to an export, as in our own formats; they are taken as they are. */
export const ADDED_TEXTS = ['validFrom', 'validUntil', 'legalBasis', 'owner'] as const

/** One pair of an export of QnA Maker or of Custom Question Answering, in any format. */
export interface QnaMakerPair {
  /** the line on which it begins, counted from 1; null when unknown */
  readonly line: number | null
  /** its number as text; null in old exports without numbers */
  readonly qnaId: string | null
  readonly phrasings: readonly QnaMakerPhrasing[]
  /** undefined = it has none */
  readonly answer: unknown
  readonly source: unknown
  /** by keys in lower case */
  readonly metadata: Readonly<Record<string, unknown>>
  /** undefined = none; its metadata may still name one */
  readonly language: unknown
  readonly prompts: readonly QnaMakerPrompt[]
  readonly promptsLine: number | null
  /** the fields of `ADDED_TEXTS` */
  readonly added: Readonly<Record<string, unknown>>
}

export interface QnaMakerPhrasing {
  readonly line: number | null
  readonly text: unknown
}

/** Source names of pairs written in QnA Maker's own editor. */
const EDITORIAL = ['', 'editorial', 'custom editorial']

/**
 * A pair's id is made of its QnaId, which counts from 1 in every knowledge base. The source `Editorial` means "written here"
 * and becomes null.
 *
 * @param prefix prepended to the QnaId in a pair's id
 * @param projectLanguage language of pairs that name none; undefined = the export names none either
 */
export function asRawPairs(
  exported: readonly QnaMakerPair[],
  prefix: string,
  projectLanguage?: string,
): { readonly pairs: readonly RawPair[]; readonly problems: readonly ImportProblem[] } {
  const known = new Set(exported.map(({ qnaId }) => qnaId))
  const problems: ImportProblem[] = []
  const pairs = exported.map((pair): RawPair => {
    const { line, qnaId, phrasings, answer, metadata, added } = pair
    const [asked, ...alternates] = phrasings
    const language = pair.language ?? metadata.language ?? metadata.lang ?? projectLanguage
    const prompts = pair.prompts.flatMap(({ displayText, qnaId: target }, position) => {
      if (known.has(target)) return [{ displayText, pairId: `${prefix}${target}` }]
      const leads = { prompt: excerpt(displayText), qnaId: excerpt(target) }
      problems.push({
        line: pair.promptsLine,
        field: `prompts.${position}`,
        what: 'prompt-leaves-export',
        ...leads,
      })
      return []
    })
    return {
      line,
      idFromFile: qnaId !== null,
      alternateLines: alternates.map((alternate) => alternate.line),
      fields: {
        id:
          qnaId === null
            ? derivedId(typeof asked?.text === 'string' ? asked.text : `row ${line}`)
            : `${prefix}${qnaId}`,
        ...(language === undefined ? {} : { language }),
        ...(asked === undefined ? {} : { question: withNewlines(asked.text) }),
        alternateQuestions: alternates.map(({ text }) => withNewlines(text)),
        ...(answer === undefined ? {} : { answer: withNewlines(answer) }),
        source: isEditorial(pair.source) ? null : pair.source,
        metadata,
        prompts,
        ...added,
      },
    }
  })
  return { pairs, problems }
}

function isEditorial(source: unknown): boolean {
  return source === null || source === undefined || EDITORIAL.includes(String(source).trim().toLowerCase())
}

/** Editors write a line break as the two characters `\n`; the export's tables have no other form. */
function withNewlines(text: unknown): unknown {
  return typeof text === 'string' ? text.replace(/\\r\\n|\\[rn]/g, '\n') : text
}

/**
 * Notes which parts of an export are deliberately not imported.
 *
 * @param suggested number of pairs or rows with phrasings suggested by the service
 * @param contextOnly number of pairs that should only be shown after another
 */
export function notesOnExport(
  suggestions: 'suggestions-of-pairs-left-out' | 'suggestions-in-rows-left-out',
  suggested: number,
  contextOnly: number,
): readonly ImportNote[] {
  const notes = [
    { what: suggestions, count: suggested },
    { what: 'context-only-dropped', count: contextOnly },
  ] as const
  return notes.filter(({ count }) => count > 0)
}
