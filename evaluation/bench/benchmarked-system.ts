/**
 * The contract that everything keeps which is measured beside Ventanilla, and Ventanilla itself: taught the same subjects,
 * asked the same questions, judged by the same code.
 */

/** One thing that a question can be about: a pair of a knowledge base, or a class of an intent set. */
export interface Subject {
  readonly id: string
  /** how people put it; at least one, none empty */
  readonly phrasings: readonly string[]
  /** null where there are no words to search in */
  readonly answer: string | null
  /** ISO 639 */
  readonly language: string
}

export interface Lesson {
  /** ids may repeat: in another language it is a translation, in the same one a further part of the same subject */
  readonly subjects: readonly Subject[]
  /** texts that belong to no subject; whoever has no use for them ignores them */
  readonly outOfScope: readonly string[]
}

/** What a system finds for one question. */
export interface Finding {
  /** ids of subjects, best first, none twice; empty when nothing was found */
  readonly ranked: readonly string[]
  /** how sure the system is of the first: greater is surer, whatever the scale; −∞ when nothing was found */
  readonly confidence: number
}

/** A system that was taught. */
export interface TaughtSystem {
  /** the least confidence at which it would answer by itself; null when it has no such notion */
  readonly threshold: number | null
  ask(text: string, language: string | null): Promise<Finding>
  close(): Promise<void>
}

export interface BenchmarkedSystem {
  /** e.g. `ventanilla`, `nlp.js` */
  readonly name: string
  /** whether its confidence claims to be a probability, 0…1 */
  readonly calibrated: boolean
  teach(lesson: Lesson): Promise<TaughtSystem>
}
