import type { Facts, FactsOf } from './words/error-facts.js'
import { hasMessage, hasStep, messageIn, stepIn } from './words/error-words.js'
import { COMMON_LANGUAGE } from './words/locale-files.js'
import type { NextStep } from './words/next-steps.js'

/**
 * What a code says of a failure, and what follows from it. 1: the usage was right, and the answer is no; 2: bad usage or data.
 */
const KINDS = {
  /** what was asked for or set cannot be taken as it is */
  invalid: { exit: 2, http: 400 },
  /** it is not there */
  absent: { exit: 2, http: 404 },
  /** understood, and the answer is no */
  refused: { exit: 1, http: 409 },
  /** somebody else is at it; later it may pass */
  busy: { exit: 2, http: 503 },
  /** what was stored cannot be read any more */
  damaged: { exit: 2, http: 500 },
  /** this machine or installation cannot do it as it is */
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
  PORT_IN_USE: 'busy',
  CONVERSATION_UNKNOWN: 'absent',
  CHANNEL_UNREACHABLE: 'unreachable',
  QUEUE_UNAVAILABLE: 'unreachable',
  JOB_STALLED: 'broken',
  GATE_HELD: 'refused',
  NOT_JUDGED: 'refused',
  FOUR_EYES: 'refused',
  CHAMPION_MOVED: 'refused',
  NOTHING_TO_RESUME: 'absent',
  CURATION_UNKNOWN: 'absent',
  CURATION_REFUSED: 'refused',
  CURATION_CONFLICT: 'refused',
} as const satisfies Readonly<Record<string, ErrorKind>>

export type ErrorCode = keyof typeof ERRORS

/** What to do next, in the words of whoever tells it. */
export type StepSaid = (step: NextStep) => string

interface ErrorOptions {
  readonly cause?: unknown
  /** what the text names and no fact says in words, e.g. the findings of an evaluation: by placeholder */
  readonly words?: (language: string, stepSaid?: StepSaid) => Readonly<Record<string, string>>
  /** the sentence, where a failure was kept whose facts this program has no text for */
  readonly kept?: string
}

/** What a failure of each code is made of. */
type Failure =
  | {
      [Code in ErrorCode]: [code: Code, facts: FactsOf<Code>, next: NextStep, options?: ErrorOptions]
    }[ErrorCode]
  | [code: ErrorCode, message: string, hint: string, options?: ErrorOptions]

/**
 * A failure that was foreseen: what was found and wanted, as facts, and what to do next, as data.
 *
 * `code`, `facts` and `next` are for programs; `message` is the English sentence, and `messageIn` tells it in another language; a face
 * words `next` in its own way. `cause` keeps the underlying error. Anything thrown that is not a KnowledgeError is a defect.
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
    const message =
      typeof facts === 'string' ? facts : (kept ?? messageIn(COMMON_LANGUAGE, code, facts, words(COMMON_LANGUAGE)))
    super(message, cause === undefined ? {} : { cause })
    this.code = code
    this.facts = typeof facts === 'string' ? {} : facts
    this.next = typeof next === 'string' ? { do: 'see-kept-hint', hint: next } : next
    this.#words = words
    this.#kept = kept
  }

  /**
   * What went wrong, in a language; in English where there are no texts in it.
   *
   * @param stepSaid words for the steps that it names; if not given, words that suit any face
   */
  messageIn(language: string, stepSaid?: StepSaid): string {
    if (Object.keys(this.facts).length === 0) return this.message
    if (this.#kept !== null) return this.#kept
    return messageIn(language, this.code, this.facts, this.#words(language, stepSaid))
  }

  get hint(): string {
    return stepIn(COMMON_LANGUAGE, this.next)
  }
}

/** A failure as another program, or an earlier one, has kept it. */
interface KeptFailure {
  readonly code: string
  /** in English */
  readonly message: string
  readonly hint: string
  readonly facts?: Facts | undefined
  readonly next?: { readonly do: string } | undefined
}

/** The failure that was kept, in its own words where this program has none for what it tells; null when it was not foreseen. */
export function errorAsKept({ code, message, hint, facts = {}, next }: KeptFailure): KnowledgeError | null {
  if (!(code in ERRORS)) return null
  const kept = hasMessage(code, facts) ? {} : { kept: message }
  const step = next !== undefined && hasStep(next) ? next : { do: 'see-kept-hint', hint }
  return new KnowledgeError(...([code, facts, step, kept] as unknown as Failure))
}

/** The failure's code when it was foreseen, otherwise null. */
export function errorCode(error: unknown): ErrorCode | null {
  return error instanceof KnowledgeError ? error.code : null
}

/** The exit status of a program that ends with a foreseen failure. */
export function exitStatusOf({ code }: { readonly code: ErrorCode }): 1 | 2 {
  return KINDS[ERRORS[code]].exit
}

/** The status of an HTTP answer that tells of a foreseen failure. */
export function httpStatusOf({ code }: { readonly code: ErrorCode }): number {
  return KINDS[ERRORS[code]].http
}
