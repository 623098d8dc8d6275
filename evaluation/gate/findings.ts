import { z } from 'zod'
import { blameSchema } from './blame.js'
import { DAMAGES } from './damaged-texts.js'

const listOf = <S extends z.ZodType>(schema: S) => z.array(schema).readonly()
const count = z.number().int().nonnegative()
const share = z.number().min(0).max(1)
const language = z.string().nullable()
/** numbers of wins and losses, and the probability of so many losses by chance alone */
const change = { won: count, lost: count, chance: share }

const questionSchema = z.strictObject({ kind: z.literal('question'), question: z.string(), language })
const misnamedCaseSchema = z.strictObject({
  kind: z.literal('misnamed-case'),
  question: z.string(),
  language,
  /** ids of pairs that do not exist */
  missing: listOf(z.string()),
})
const lossSchema = z.strictObject({
  kind: z.literal('loss'),
  question: z.string(),
  language,
  blame: blameSchema.nullable(),
})
const strayedSchema = z.strictObject({ kind: z.literal('strayed-answer'), pair: z.string(), from: z.string() })
const languageSchema = z.strictObject({ kind: z.literal('language'), language: z.string() })
const repeatedSchema = z.strictObject({ kind: z.literal('repeats-question'), pair: z.string(), of: z.string() })
const takesSchema = z.strictObject({ kind: z.literal('takes-questions'), pair: z.string(), questions: count })
const damagedTextSchema = z.strictObject({
  kind: z.literal('damaged-text'),
  pair: z.string(),
  damage: z.enum(DAMAGES),
  /** the beginning of the damaged text */
  excerpt: z.string(),
})
const foundShareSchema = z.strictObject({
  kind: z.literal('found-share'),
  language: z.string(),
  found: count,
  asked: count,
  /** 95 % interval of the share */
  low: share,
  high: share,
  least: share,
})
const notFoundSchema = z.strictObject({
  kind: z.literal('not-found'),
  question: z.string(),
  language: z.string(),
  pair: z.string(),
  /** the pair that came first; null when there was none */
  taken: z.string().nullable(),
})
const sliceSchema = z.strictObject({ kind: z.literal('slice'), slice: z.string(), ...change })

/** One item of a finding's list. Languages are ISO 639 codes, null where a golden case names none. */
export const namedSchema = z.discriminatedUnion('kind', [
  questionSchema,
  misnamedCaseSchema,
  lossSchema,
  strayedSchema,
  languageSchema,
  repeatedSchema,
  takesSchema,
  sliceSchema,
  damagedTextSchema,
  foundShareSchema,
  notFoundSchema,
])
export type Named = Readonly<z.infer<typeof namedSchema>>
export type Thief = Readonly<z.infer<typeof repeatedSchema | typeof takesSchema>>

const least = { leastAnswerable: count, leastUnanswerable: count }

/**
 * What a rule of the gate found, as data: the texts are in `locales/`. Findings are stored with verdicts permanently, so a kind and
 * its fields never change; a new finding gets a new kind.
 */
export const findingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cases'), answerable: count, unanswerable: count, ...least }),
  z.strictObject({ kind: z.literal('no-case'), ...least }),
  z.strictObject({ kind: z.literal('critical-never-met'), named: listOf(misnamedCaseSchema) }),
  z.strictObject({ kind: z.literal('pair-misnamed'), named: listOf(misnamedCaseSchema) }),
  z.strictObject({ kind: z.literal('pair-misnamed-also'), count }),
  z.strictObject({ kind: z.literal('mend-golden-files') }),
  z.strictObject({ kind: z.literal('critical-not-served'), named: listOf(questionSchema) }),
  z.strictObject({ kind: z.literal('critical-lost'), named: listOf(lossSchema) }),
  z.strictObject({ kind: z.literal('critical-asked-back'), confidence: share, named: listOf(lossSchema) }),
  z.strictObject({ kind: z.literal('answers-strayed'), named: listOf(strayedSchema) }),
  z.strictObject({ kind: z.literal('languages-gone'), named: listOf(languageSchema) }),
  z.strictObject({ kind: z.literal('thieves'), named: listOf(z.union([repeatedSchema, takesSchema])) }),
  z.strictObject({ kind: z.literal('change'), ...change }),
  z.strictObject({ kind: z.literal('questions-lost'), named: listOf(lossSchema) }),
  z.strictObject({ kind: z.literal('false-answers'), rate: share, most: share }),
  z.strictObject({ kind: z.literal('no-unanswerable') }),
  z.strictObject({ kind: z.literal('slices-worse'), named: listOf(sliceSchema) }),
  z.strictObject({ kind: z.literal('calibration'), error: share, most: z.number() }),
  z.strictObject({ kind: z.literal('index-recall'), recall: share, least: z.number() }),
  z.strictObject({ kind: z.literal('not-measured') }),
  /** milliseconds at the 95th percentile, and the greatest allowed ratio of the two */
  z.strictObject({ kind: z.literal('latency'), nowMs: z.number(), beforeMs: z.number(), most: z.number() }),
  /** milliseconds at the 95th percentile of a version that no other serves beside */
  z.strictObject({ kind: z.literal('latency-alone'), nowMs: z.number() }),
  z.strictObject({ kind: z.literal('damaged-texts'), named: listOf(damagedTextSchema) }),
  /** `left-out`: phrasings that were left out; `misspelt`: questions of pairs without phrasings, as people mistype and shorten them */
  z.strictObject({ kind: z.literal('left-out-found'), named: listOf(foundShareSchema) }),
  z.strictObject({ kind: z.literal('misspelt-found'), named: listOf(foundShareSchema) }),
  z.strictObject({ kind: z.literal('not-among-first'), named: listOf(notFoundSchema) }),
  /** cases that the next version will need and this one lacks */
  z.strictObject({ kind: z.literal('cases-needed-next'), answerable: count, unanswerable: count, ...least }),
])
export type Finding = Readonly<z.infer<typeof findingSchema>>

export const FINDING_KINDS = findingSchema.options.map(({ shape }) => shape.kind.value)
export const NAMED_KINDS = namedSchema.options.map(({ shape }) => shape.kind.value)
