import { z } from 'zod'
import { KnowledgeError } from '../errors.js'

/** Everything a pair can score for a question: dense similarity of its phrasings and answer, three views of its phrasings, three of its whole text. */
export const SIGNALS = [
  'dense',
  'denseAnswer',
  'letters',
  'stems',
  'stemPairs',
  'answerLetters',
  'answerStems',
  'answerPairs',
] as const
export type Signal = (typeof SIGNALS)[number]
export type Signals = Readonly<Record<Signal, number>>

const number = z.number().finite()

/**
 * How one version scores a pair and how sure it must be; kept with the version.
 *
 * score = Σ weight·signal / Σ weight, 0…1. confidence = logistic(bias + coefficient·score).
 */
export const rankerSchema = z.object({
  format: z.literal(1),
  weights: z.record(z.enum(SIGNALS), number),
  /** dense similarity at or below which two texts have nothing in common; what lies above is stretched to 0…1 */
  denseFloor: number.min(0).max(0.95),
  confidence: z.object({ bias: number, score: number }),
  /** least confidence to answer, 0…1 */
  confidenceThreshold: number.min(0).max(1),
  /** least confidence to offer the close candidates instead of falling back, 0…1 */
  clarificationThreshold: number.min(0).max(1),
  /** least lead of the best score over the second, as a share of the best, to answer without asking back */
  ambiguityMargin: number.min(0).max(1),
})

export type Ranker = Readonly<z.infer<typeof rankerSchema>>

export function writeRanker(ranker: Ranker): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(rankerSchema.parse(ranker), null, 2)}\n`)
}

/** @throws KnowledgeError VERSION_DAMAGED when the bytes are no ranker of a known format */
export function readRanker(bytes: Uint8Array): Ranker {
  try {
    return rankerSchema.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch (cause) {
    throw new KnowledgeError(
      'VERSION_DAMAGED',
      'the ranker of this version cannot be read',
      'freeze the knowledge base again with: ventanilla freeze',
      { cause },
    )
  }
}
