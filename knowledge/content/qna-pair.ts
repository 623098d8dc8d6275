import { z } from 'zod'

/** Limits on what one pair may hold; the first four follow QnA Maker's documented limits. */
export const PAIR_LIMITS = {
  answerChars: 25_000,
  questionChars: 1_000,
  metadataKeyChars: 100,
  metadataValueChars: 500,
  alternateQuestions: 300,
  prompts: 20,
  idChars: 200,
} as const

export const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}$/, 'a language is a two- or three-letter code such as "es"')
  .describe('ISO 639 code')

const isoDate = z.iso.date()

/** A follow-up offered as a button under an answer; `pairId` names the pair it leads to, in the same language. */
export const promptSchema = z.strictObject({
  displayText: z.string().trim().min(1).max(200),
  pairId: z.string().trim().min(1).max(PAIR_LIMITS.idChars),
})

/**
 * One unit of knowledge: a question, other ways to ask it, and the answer a person wrote and approved.
 * Translations share `id`; (`id`, `language`) is unique in a knowledge base.
 */
export const qnaPairSchema = z.strictObject({
  id: z.string().trim().min(1).max(PAIR_LIMITS.idChars),
  language: languageTag,
  question: z.string().trim().min(1).max(PAIR_LIMITS.questionChars),
  alternateQuestions: z
    .array(z.string().trim().min(1).max(PAIR_LIMITS.questionChars))
    .max(PAIR_LIMITS.alternateQuestions)
    .default([]),
  /** Markdown */
  answer: z.string().trim().min(1).max(PAIR_LIMITS.answerChars),
  /** where the answer comes from, shown to the citizen: a page address or a document's name */
  source: z.string().trim().max(2_000).nullable().default(null),
  metadata: z
    .record(
      z.string().min(1).max(PAIR_LIMITS.metadataKeyChars).toLowerCase(),
      z.string().min(1).max(PAIR_LIMITS.metadataValueChars),
    )
    .default({}),
  prompts: z.array(promptSchema).max(PAIR_LIMITS.prompts).default([]),
  /** first day the answer holds, as a calendar date; null = always */
  validFrom: isoDate.nullable().default(null),
  /** last day the answer holds */
  validUntil: isoDate.nullable().default(null),
  legalBasis: z.string().trim().max(1_000).nullable().default(null),
  owner: z.string().trim().max(200).nullable().default(null),
})

export type Prompt = Readonly<z.infer<typeof promptSchema>>
export type QnaPair = Readonly<z.infer<typeof qnaPairSchema>>

/** Metadata key for the role of a pair that is more than an ordinary answer; see `PairRole`. */
export const ROLE_KEY = 'role'

/**
 * `small-talk`: greetings, thanks, "are you a robot?". `handoff`: the citizen asks for a person, and the answer tells how to
 * reach one. Anything else, or no role, is an ordinary answer.
 */
export type PairRole = 'small-talk' | 'handoff'

/** Names a pair uniquely within a knowledge base, e.g. `fees/es`. */
export function pairKey(pair: Pick<QnaPair, 'id' | 'language'>): string {
  return `${pair.id}/${pair.language}`
}
