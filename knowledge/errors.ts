import type { Facts, FactsOf } from './words/error-facts.js'
import { hasMessage, hasStep, messageIn } from './words/error-words.js'
import { COMMON_LANGUAGE } from './words/locale-files.js'
import type { NextStep } from './words/next-steps.js'

/**
 * The kinds of failure, with the exit status and HTTP status of each. Exit 1: the usage was right, and the answer is no; 2: bad usage or data.
 */
const KINDS = {
  /** the input or setting cannot be accepted */
  invalid: { exit: 2, http: 400 },
  /** the requested thing does not exist */
  absent: { exit: 2, http: 404 },
  /** understood, and the answer is no */
  refused: { exit: 1, http: 409 },
  /** another process is using it; a retry may succeed */
  busy: { exit: 2, http: 503 },
  /** stored data can no longer be read */
  damaged: { exit: 2, http: 500 },
  /** this machine or installation cannot do it in its current state */
  broken: { exit: 2, http: 500 },
  /** another server does not answer */
  unreachable: { exit: 2, http: 502 },
} as const

export type ErrorKind = keyof typeof KINDS

/** Every code a foreseen failure can carry, with its kind. Codes are never renamed: operators' scripts match on them. */
export const ERRORS = {
  BAD_INPUT: 'invalid',
  BAD_CONFIG: 'invalid',
  IMPORT_UNREADABLE: 'invalid',
  IMPORT_INVALID: 'invalid',
  DATA_FOLDER_NEWER: 'broken',
  DATA_FOLDER_UNUSABLE: 'broken',
  DATA_FOLDER_BUSY: 'busy',
  VERSION_UNKNOWN: 'absent',
  VERSION_DAMAGED: 'damaged',
  VERSION_EXISTS: 'busy',
  NO_CHAMPION: 'absent',
  EMPTY_KNOWLEDGE_BASE: 'absent',
  EMBEDDER_UNKNOWN: 'broken',
  EMBEDDER_MISMATCH: 'broken',
  EMBEDDER_UNLOADABLE: 'broken',
  DIMENSION_MISMATCH: 'broken',
  TRAINING_DIVERGED: 'broken',
  INDEX_DAMAGED: 'damaged',
  EMPTY_EVALUATION: 'absent',
  GOLDEN_CONTRADICTION: 'invalid',
  DOCUMENT_DAMAGED: 'damaged',
  LOG_DAMAGED: 'damaged',
  DISK_FULL: 'broken',
  STORAGE_FAILED: 'broken',
  PORT_IN_USE: 'busy',
  CONVERSATION_UNKNOWN: 'absent',
  CHANNEL_UNREACHABLE: 'unreachable',
  QUEUE_UNAVAILABLE: 'unreachable',
  JOB_STALLED: 'broken',
  GATE_HELD: 'refused',
  NOT_JUDGED: 'refused',
  CLOCK_DOUBTED: 'refused',
  PAIRS_LOST: 'refused',
  FOUR_EYES: 'refused',
  CHAMPION_MOVED: 'refused',
  NOTHING_TO_RESUME: 'absent',
  CURATION_UNKNOWN: 'absent',
  CURATION_REFUSED: 'refused',
  CURATION_CONFLICT: 'refused',
} as const satisfies Readonly<Record<string, ErrorKind>>

export type ErrorCode = keyof typeof ERRORS

/** Words the next step as the caller's face does: a command line, a page. */
export type StepSaid = (step: NextStep) => string

interface ErrorOptions {
  readonly cause?: unknown
  /** by placeholder: texts that the message needs and the facts do not contain, e.g. the findings of an evaluation */
  readonly words?: (language: string, stepSaid?: StepSaid) => Readonly<Record<string, string>>
  /** the stored sentence of a failure whose facts this program has no text for */
  readonly kept?: string
}

/** The constructor's parameters for each code. */
type Failure = {
  [Code in ErrorCode]: [code: Code, facts: FactsOf<Code>, next: NextStep, options?: ErrorOptions]
}[ErrorCode]

/**
 * A foreseen failure: what was found and expected, as facts, and what to do next, as data.
 *
 * `code`, `facts` and `next` are for programs; `message` is the English sentence, and `messageIn` gives it in another language; each
 * face words `next` in its own way. `cause` keeps the underlying error. Anything thrown that is not a KnowledgeError is a defect.
 */
export class KnowledgeError extends Error {
  override readonly name: string = 'KnowledgeError'
  readonly code: ErrorCode
  readonly facts: Facts
  readonly next: NextStep
  readonly #words: NonNullable<ErrorOptions['words']>
  readonly #kept: string | null

  constructor(...[code, facts, next, options = {}]: Failure) {
    const { cause, words = () => ({}), kept = null } = options
    super(kept ?? messageIn(COMMON_LANGUAGE, code, facts, words(COMMON_LANGUAGE)), cause === undefined ? {} : { cause })
    this.code = code
    this.facts = facts
    this.next = next
    this.#words = words
    this.#kept = kept
  }

  /**
   * What went wrong, in the given language; in English if there are no texts in that language.
   *
   * @param stepSaid words the steps that the message names; by default in words that suit any face
   */
  messageIn(language: string, stepSaid?: StepSaid): string {
    return this.#kept ?? messageIn(language, this.code, this.facts, this.#words(language, stepSaid))
  }
}

/** A failure as another program, or an earlier release, stored it. */
interface KeptFailure {
  readonly code: string
  /** in English */
  readonly message: string
  readonly hint: string
  readonly facts?: Facts | undefined
  readonly next?: { readonly do: string } | undefined
}

/** The stored failure, with its stored words where this program has no text for its facts; null for an unknown code. */
export function errorAsKept({ code, message, hint, facts = {}, next }: KeptFailure): KnowledgeError | null {
  if (!Object.hasOwn(ERRORS, code)) return null
  const kept = hasMessage(code, facts) ? {} : { kept: message }
  const step = next !== undefined && hasStep(next) ? next : { do: 'see-kept-hint', hint }
  return new KnowledgeError(...([code, facts, step, kept] as unknown as Failure))
}

/** The code of a foreseen failure, otherwise null. */
export function errorCode(error: unknown): ErrorCode | null {
  return error instanceof KnowledgeError ? error.code : null
}

/** The exit status of a program that ends with a foreseen failure. */
export function exitStatusOf({ code }: { readonly code: ErrorCode }): 1 | 2 {
  return KINDS[ERRORS[code]].exit
}

/** The status of an HTTP response that reports a foreseen failure. */
export function httpStatusOf({ code }: { readonly code: ErrorCode }): number {
  return KINDS[ERRORS[code]].http
}
