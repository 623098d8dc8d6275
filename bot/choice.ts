import { z } from 'zod'
import { parseJson } from '../knowledge/basics/parse-json.js'
import { PAIR_LIMITS } from '../knowledge/content/qna-pair.js'

/**
 * The meaning of a button: a pair's answer, "none of these", a person, or whether the answer with this receipt helped. `language` is
 * the language that the button was shown in.
 */
export type Choice =
  | { readonly kind: 'pair'; readonly pairId: string; readonly language: string }
  | { readonly kind: 'none'; readonly language: string | null }
  | { readonly kind: 'person'; readonly language: string | null }
  | { readonly kind: 'feedback'; readonly receipt: string; readonly helpful: boolean; readonly language: string | null }

/** A choice for the citizen, with the title of its button. */
export interface Offer {
  readonly title: string
  readonly choice: Choice
}

/** The offered pair when exactly one is offered; null when none or several are. */
export function onlyPair(offers: readonly Offer[]): Offer | null {
  const [only, ...others] = offers.filter(({ choice }) => choice.kind === 'pair')
  return only === undefined || others.length > 0 ? null : only
}

/** A longer text cannot be a value of ours. */
const MOST_VALUE_CHARS = 1_000

const language = z.string().regex(/^[a-z]{2,3}$/)

const valueSchema = z.object({
  ventanilla: z.union([
    z.strictObject({ pairId: z.string().min(1).max(PAIR_LIMITS.idChars), language }),
    z.strictObject({ none: z.literal(true), language: language.optional() }),
    z.strictObject({ handoff: z.literal(true), language: language.optional() }),
    z.strictObject({ helpful: z.boolean(), receipt: z.string().min(1).max(20), language: language.optional() }),
  ]),
})

/** A button's value as it is sent, e.g. `{"ventanilla":{"pairId":"fees","language":"es"}}`. */
export function choiceValue(choice: Choice): z.infer<typeof valueSchema> {
  const shownIn = choice.language === null ? {} : { language: choice.language }
  switch (choice.kind) {
    case 'pair':
      return { ventanilla: { pairId: choice.pairId, language: choice.language } }
    case 'none':
      return { ventanilla: { none: true, ...shownIn } }
    case 'person':
      return { ventanilla: { handoff: true, ...shownIn } }
    case 'feedback':
      return { ventanilla: { helpful: choice.helpful, receipt: choice.receipt, ...shownIn } }
  }
}

/** Reads the choice from an untrusted value; null when it is not one of ours. Some channels send values as JSON text. */
export function readChoice(value: unknown): Choice | null {
  const isJson = typeof value === 'string' && value.length <= MOST_VALUE_CHARS
  const read = valueSchema.safeParse(isJson ? parseJson(value) : value)
  if (!read.success) return null
  const { ventanilla } = read.data
  if ('pairId' in ventanilla) return { kind: 'pair', ...ventanilla }
  const shownIn = ventanilla.language ?? null
  if ('receipt' in ventanilla) {
    return { kind: 'feedback', receipt: ventanilla.receipt, helpful: ventanilla.helpful, language: shownIn }
  }
  return { kind: 'none' in ventanilla ? 'none' : 'person', language: shownIn }
}
