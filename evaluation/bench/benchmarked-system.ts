/**
 * The contract of every benchmarked system, including Ventanilla: all are taught the same subjects, asked the same questions and
 * judged by the same code.
 */

/** A possible answer to a question: a pair of a knowledge base, or a class of an intent set. */
export interface Subject {
  readonly id: string
  /** ways to ask it; at least one, none empty */
  readonly phrasings: readonly string[]
  /** null where there is no answer text */
  readonly answer: string | null
  /** ISO 639 */
  readonly language: string
}

export interface Lesson {
  /** ids may repeat: in another language as a translation, in the same language as a further part of the subject */
  readonly subjects: readonly Subject[]
  /** texts that belong to no subject; a system may ignore them */
  readonly outOfScope: readonly string[]
}

/** The result of a system for one question. */
export interface Finding {
  /** ids of subjects, best first, none twice; empty when nothing was found */
  readonly ranked: readonly string[]
  /** how sure the system is of the first id: greater is surer, on any scale; −∞ when nothing was found */
  readonly confidence: number
}

/** A system after teaching. */
export interface TaughtSystem {
  /** the system's own least confidence to answer; null when it has none */
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
