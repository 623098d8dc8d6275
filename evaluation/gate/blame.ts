import { z } from 'zod'
import { pairKey, type QnaPair } from '../../knowledge/content/qna-pair.js'
import type { CaseResult } from '../evaluate.js'

const pair = z.string()

export const blameSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answer-swapped'), pair, from: z.string() }),
  z.strictObject({ kind: z.literal('pair-removed'), pair }),
  z.strictObject({ kind: z.literal('language-dropped'), pair }),
  z.strictObject({ kind: z.literal('pair-edited'), pair }),
  z.strictObject({ kind: z.literal('stolen-by-new-pair'), pair }),
  z.strictObject({ kind: z.literal('stolen-by-edited-pair'), pair }),
  /** null where no particular pair took its place */
  z.strictObject({ kind: z.literal('ranking-shift'), pair: pair.nullable() }),
])

/** The edit that most likely explains why a question was lost. */
export type Blame = Readonly<z.infer<typeof blameSchema>>

export const BLAME_KINDS = blameSchema.options.map(({ shape }) => shape.kind.value)

/**
 * Finds the edit that caused a loss, checking the most conclusive first: a misplaced answer; the expected pair removed; another
 * pair, new or edited, that is now shown; the expected pair edited; otherwise the ranking itself changed.
 */
export function blameFor(
  old: CaseResult,
  now: CaseResult,
  before: readonly QnaPair[],
  after: readonly QnaPair[],
  strayed: ReadonlyMap<string, string>,
): Blame {
  const language = now.language
  const swapped = now.shown.map((id) => pairKey({ id, language })).find((key) => strayed.has(key))
  if (swapped !== undefined) return { kind: 'answer-swapped', pair: swapped, from: strayed.get(swapped) ?? swapped }

  const oldByKey = new Map(before.map((pair) => [pairKey(pair), pair]))
  const newByKey = new Map(after.map((pair) => [pairKey(pair), pair]))
  const expected = old.case.relevant.map((id) => pairKey({ id, language })).filter((key) => oldByKey.has(key))
  const removed = expected.find((key) => !newByKey.has(key))
  if (removed !== undefined) {
    const languageGone = !after.some((pair) => pair.language === language)
    return { kind: languageGone ? 'language-dropped' : 'pair-removed', pair: removed }
  }
  const isEdited = (key: string) => canonical(oldByKey.get(key)) !== canonical(newByKey.get(key))
  const thief = now.shown
    .flatMap((id) => [pairKey({ id, language }), ...after.filter((pair) => pair.id === id).map(pairKey)])
    .find((key) => newByKey.has(key) && !expected.includes(key) && isEdited(key))
  if (thief !== undefined) {
    return { kind: oldByKey.has(thief) ? 'stolen-by-edited-pair' : 'stolen-by-new-pair', pair: thief }
  }
  const edited = expected.find(isEdited)
  if (edited !== undefined) return { kind: 'pair-edited', pair: edited }
  return { kind: 'ranking-shift', pair: now.shown[0] ?? expected[0] ?? null }
}

function canonical(pair: QnaPair | undefined): string | null {
  return pair === undefined ? null : JSON.stringify([pair.question, pair.alternateQuestions, pair.answer])
}
