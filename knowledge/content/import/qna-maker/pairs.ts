import { counted } from '../../../counted.js'
import { type ImportProblem, quoted } from '../findings/import-problem.js'
import type { RawPair } from '../findings/raw-pair.js'
import { derivedId } from '../text/derived-id.js'
import type { QnaMakerPrompt } from './prompts.js'

/** Fields that somebody may have added to an export, as in a file of one's own; they are taken as they are. */
export const ADDED_TEXTS = ['validFrom', 'validUntil', 'legalBasis', 'owner'] as const

/** What an export of QnA Maker or of Custom Question Answering says of one pair, whatever its format. */
export interface QnaMakerPair {
  /** where it begins, counted from 1; null when that is not known */
  readonly line: number | null
  /** its number, as text; null where an old export has none */
  readonly qnaId: string | null
  readonly phrasings: readonly QnaMakerPhrasing[]
  /** undefined = it has none */
  readonly answer: unknown
  readonly source: unknown
  /** by keys in lower case */
  readonly metadata: Readonly<Record<string, unknown>>
  /** undefined = it names none, which its metadata still may */
  readonly language: unknown
  readonly prompts: readonly QnaMakerPrompt[]
  readonly promptsLine: number | null
  /** of `ADDED_TEXTS` */
  readonly added: Readonly<Record<string, unknown>>
}

export interface QnaMakerPhrasing {
  readonly line: number | null
  readonly text: unknown
}

/** Sources of what was written in QnA Maker's own editor. */
const EDITORIAL = ['', 'editorial', 'custom editorial']

/**
 * A pair is called by its QnaId, which counts from 1 in every knowledge base. The source `Editorial` means "written here"
 * and becomes none.
 *
 * @param prefix what comes before the QnaId in a pair's id
 * @param projectLanguage of pairs that name none; undefined = the export names none either
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
      const message = `${quoted(displayText)} leads to QnaId ${quoted(target)}, which is not in the file`
      problems.push({ line: pair.promptsLine, field: `prompts.${position}`, message })
      return []
    })
    return {
      line,
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

/** Editors write a line's end as the two characters `\n`, and tables of the export know no other. */
function withNewlines(text: unknown): unknown {
  return typeof text === 'string' ? text.replace(/\\r\\n|\\[rn]/g, '\n') : text
}

/**
 * Says what of an export is left out on purpose.
 *
 * @param suggestions `name`: what the export calls them; `of`: what `count` counts
 * @param contextOnly number of pairs that should only follow another
 */
export function notesOnExport(
  suggestions: { readonly name: string; readonly count: number; readonly of: string },
  contextOnly: number,
): readonly string[] {
  const { name, count, of } = suggestions
  return [
    ...(count > 0 ? [`${name} of ${counted(count, of)} are not imported: nobody approved them`] : []),
    ...(contextOnly > 0
      ? [`IsContextOnly of ${counted(contextOnly, 'pair')} is not kept: such pairs answer on their own too`]
      : []),
  ]
}
