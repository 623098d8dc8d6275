import { z } from 'zod'
import type { LinearHead } from './linear-head.js'
import type { OutOfScope } from './out-of-scope.js'

/**
 * Everything a pair can score for a question: dense similarity of its phrasings and answer, three views of its phrasings, three
 * of its whole text, what a linear classifier learned from all phrasings, and dense similarity of the pair as a whole.
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

/** How one version scores a pair and how sure it must be; the part of it that reads as JSON. */
export const rankerSchema = z.object({
  weights: z.partialRecord(z.enum(SIGNALS), number.nonnegative()),
  /** dense similarity at or below which two texts have nothing in common; what lies above is stretched to 0…1 */
  denseFloor: z.number().min(0).max(0.95),
  /** the linear head's logit that counts as 1 */
  linearScale: number.positive().default(1),
  confidence: z.object({ bias: number, score: number }),
  /** how many times the lead over the best other candidate is added to a score before the curve is asked */
  leadWeight: number.nonnegative().default(0),
  /** how much less sure, in logits, being closer to a question out of scope by 1 makes */
  outOfScopeWeight: number.nonnegative().default(0),
  /**
   * a question in a language that the version has nothing in finds fewer words: its score counts so many times as much, and as many
   * times less where the embedder does not understand it either
   */
  foreignFactor: number.min(1).default(1),
  /** the languages that the embedder understands; null where that is not known */
  foreignLanguages: z.array(z.string()).nullable().default(null),
  /** least confidence to answer, 0…1 */
  confidenceThreshold: share,
  /** classes of pairs that ask for more: the strictest that a pair falls under holds */
  stricter: z
    .array(z.object({ key: z.string().min(1), value: z.string().min(1), confidenceThreshold: share }))
    .default([]),
  /** least confidence to offer the close candidates instead of falling back, 0…1 */
  clarificationThreshold: share,
  /** least lead of the best score over the second, as a share of the best, to answer without asking back */
  ambiguityMargin: share,
})

/**
 * How one version ranks; kept with the version.
 *
 * score = Σ weight·signal / Σ weight; confidence = logistic(bias + coefficient·(score + weight·lead) − weight·closer to what is out
 * of scope), see `confidenceOf`.
 */
export interface Ranker extends Readonly<z.infer<typeof rankerSchema>> {
  /** null where there are too few phrasings to learn from */
  readonly head: LinearHead | null
  readonly outOfScope: OutOfScope
}
