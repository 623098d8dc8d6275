import { ImportError } from '../../knowledge/content/import/import-error.js'
import { describeWrong } from '../../knowledge/content/import/import-words.js'
import { ERRORS, KnowledgeError } from '../../knowledge/errors.js'
import { type CliWords, nextSaid } from './words.js'

/** The output of a verb: data on stdout, messages and progress on stderr. */
export interface Terminal {
  /** one line of data */
  print(line: string): void
  /** one JSON document on one line */
  printJson(value: unknown): void
  /** one line of a message */
  say(line: string): void
}

export interface Streams {
  readonly stdout: Pick<NodeJS.WriteStream, 'write'>
  readonly stderr: Pick<NodeJS.WriteStream, 'write'>
}

export function createTerminal({ stdout, stderr }: Streams): Terminal {
  return {
    print: (line) => void stdout.write(`${line}\n`),
    printJson: (value) => void stdout.write(`${json(value)}\n`),
    say: (line) => void stderr.write(`${line}\n`),
  }
}

/**
 * Makes text from citizens or editors safe for a terminal: on one line, without control characters (which can move the cursor or rename
 * the window) and without the marks that reverse the reading direction.
 */
export function plain(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(UNSAFE, '').trim()
}

/** JSON in which every character that a terminal may interpret is escaped; any JSON parser returns the original text. */
export function json(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A failure as text for people, or as one JSON object for programs. */
export function describeFailure(error: unknown, asJson: boolean, words: CliWords): string {
  const { code, message, hint, ...data } = failureParts(error, words)
  if (asJson) return json({ error: { code, message, hint, ...data } })
  const lines = message.split('\n').map(plainIndented).join('\n')
  return words.say('talk.failure', { code, message: lines, next: plain(hint) })
}

function failureParts(error: unknown, words: CliWords) {
  if (error instanceof KnowledgeError) {
    const { code, facts, next } = error
    return {
      code,
      message: error.messageIn(words.language, (step) => nextSaid(step, words)),
      hint: nextSaid(next, words),
      // Failures that report several problems also list them, shortened, in their message.
      problems: error instanceof ImportError ? problemsOf(error, words) : [],
      kind: ERRORS[code],
      facts,
      next,
    }
  }
  return {
    code: 'UNEXPECTED',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    hint: words.say('failure.report-defect'),
    problems: [],
  }
}

function problemsOf({ problems }: ImportError, words: CliWords) {
  return problems.map(({ line, field, ...wrong }) => {
    const message = describeWrong(wrong, words.language, (step) => nextSaid(step, words))
    return { line, field, message, ...wrong }
  })
}

function plainIndented(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? ''
  return indent + plain(line)
}
