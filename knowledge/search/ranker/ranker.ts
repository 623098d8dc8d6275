import { z } from 'zod'
import type { LinearHead } from './linear-head.js'
import type { OutOfScope } from './out-of-scope.js'

/**
 * The signals by which a pair is scored for a question: dense similarity of its phrasings and answer, three lexical views of its
 * phrasings and three of its whole text, a linear classifier trained on all phrasings, and dense similarity of the pair as a whole.
 */
export const SIGNALS = [
  'dense',
  'denseAnswer',
  'letters',
  'stems',
  'stemPairs',
  'answerLetters',
  'answerStems',
  'answerPairs',
  'linear',
  'prototype',
] as const
export type Signal = (typeof SIGNALS)[number]
export type Signals = Readonly<Record<Signal, number>>

const number = z.number().finite()
const share = z.number().min(0).max(1)

/** How one version scores a pair and how sure it must be; the part that is stored as JSON. */
export const rankerSchema = z.object({
  weights: z.partialRecord(z.enum(SIGNALS), number.nonnegative()),
  /** dense similarity at or below which two texts have nothing in common; higher values are rescaled to 0…1 */
  denseFloor: z.number().min(0).max(0.95),
  /** the linear head's logit that counts as 1 */
  linearScale: number.positive().default(1),
  confidence: z.object({ bias: number, score: number }),
  /** weight of the lead over the best other candidate, which is added to the score before the curve is applied */
  leadWeight: number.nonnegative().default(0),
  /** loss of confidence, in logits, when the question is closer to one out of scope by 1 */
  outOfScopeWeight: number.nonnegative().default(0),
  /**
   * a question in a language without content in the version matches fewer words: its score is multiplied by this factor, or divided
   * by it where the embedder does not understand the language either
   */
  foreignFactor: number.min(1).default(1),
  /** the languages that the embedder understands; null where unknown */
  foreignLanguages: z.array(z.string()).nullable().default(null),
  /** least confidence to answer, 0…1 */
  confidenceThreshold: share,
  /** classes of pairs that need more confidence: the strictest of a pair's classes decides */
  stricter: z
    .array(z.object({ key: z.string().min(1), value: z.string().min(1), confidenceThreshold: share }))
    .default([]),
  /** least confidence to offer the close candidates instead of falling back, 0…1 */
  clarificationThreshold: share,
  /** least lead of the best score over the second, as a share of the best, to answer without asking back */
  ambiguityMargin: share,
})

/**
 * How one version ranks; stored with the version.
 *
 * score = Σ weight·signal / Σ weight; confidence = logistic(bias + coefficient·(score + weight·lead) − weight·closer to what is out
 * of scope), see `confidenceOf`.
 */
export interface Ranker extends Readonly<z.infer<typeof rankerSchema>> {
  /** null where there are too few phrasings to train on */
  readonly head: LinearHead | null
  readonly outOfScope: OutOfScope
}
