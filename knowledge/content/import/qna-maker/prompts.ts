import { z } from 'zod'

/** A follow-up prompt in QnA Maker's form. */
export interface QnaMakerPrompt {
  readonly displayText: string
  /** the QnaId of its target, as text */
  readonly qnaId: string
}

const promptSchema = z.object({
  displayorder: z.number().catch(0),
  displaytext: z.string(),
  qnaid: z.union([z.string().regex(/\d/), z.number()]).transform(String),
})

/**
 * The prompts, in the order they are shown; null when the value is not such a list. Tables spell the keys in PascalCase,
 * JSON exports in camelCase: case is ignored.
 */
export function readQnaMakerPrompts(value: unknown): readonly QnaMakerPrompt[] | null {
  const parsed = z.array(promptSchema).safeParse(lowerKeys(value))
  if (!parsed.success) return null
  return [...parsed.data]
    .sort((a, b) => a.displayorder - b.displayorder)
    .map(({ displaytext, qnaid }) => ({ displayText: displaytext, qnaId: qnaid }))
}

function lowerKeys(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value.map((item: unknown) =>
    typeof item === 'object' && item !== null
      ? Object.fromEntries(Object.entries(item).map(([key, inner]) => [key.toLowerCase(), inner]))
      : item,
  )
}
