import { createRequire } from 'node:module'
import type * as Pino from 'pino'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Logger } from '../../knowledge/ports.js'
import { stepIn } from '../../knowledge/words/error-words.js'
import { COMMON_LANGUAGE } from '../../knowledge/words/locale-files.js'
import type { NextStep } from '../../knowledge/words/next-steps.js'
import type { Config } from '../settings/config.js'

export interface LogOptions {
  readonly level: string
  /** short lines for a person at a terminal instead of one JSON object per line */
  readonly readable: boolean
  /** texts that are removed from every line, in any field or message */
  readonly secrets: readonly string[]
  /** words the next step after a foreseen failure */
  readonly nextSaid: (step: NextStep) => string
  readonly write: (line: string) => void
}

/**
 * A logger for the operator's screen or log collector: readable at a terminal, JSON lines elsewhere.
 *
 * @param options `nextSaid`: without it, next steps are worded without commands
 */
export function logTo(
  stream: NodeJS.WriteStream,
  { values, secrets }: Config,
  { level = values.LOG_LEVEL, nextSaid = nextInWords }: Partial<Pick<LogOptions, 'level' | 'nextSaid'>> = {},
): Logger {
  const readable = stream.isTTY === true
  return createLogger({ level, readable, secrets, nextSaid, write: (line) => void stream.write(line) })
}

function nextInWords(step: NextStep): string {
  return stepIn(COMMON_LANGUAGE, step)
}

/** Fields whose values are always secret, e.g. headers of a failed call. */
const SECRET_FIELDS = ['password', 'secret', 'token', 'key', 'authorization', 'cookie', 'MicrosoftAppPassword']

const require = createRequire(import.meta.url)

/** A pino logger that writes no secrets, and only the fields of an error that operators need: type, code, message, hint, stack, cause. */
export function createLogger(options: LogOptions): Logger {
  // Loaded at the first line: most verbs log nothing.
  let made: Pino.Logger | null = null
  const logger = () => {
    made ??= pinoLogger(options)
    return made
  }
  return {
    debug: (fields, message) => logger().debug(fields, message),
    info: (fields, message) => logger().info(fields, message),
    warn: (fields, message) => logger().warn(fields, message),
    error: (fields, message) => logger().error(fields, message),
  }
}

function pinoLogger({ level, readable, secrets, nextSaid, write }: LogOptions): Pino.Logger {
  const { pino } = require('pino') as typeof Pino
  const describe = (error: unknown) => describeError(error, nextSaid)
  const hidden = secrets.map((secret) => JSON.stringify(secret).slice(1, -1)).filter((secret) => secret !== '')
  const destination: Pino.DestinationStream = {
    write(line) {
      const clean = hidden.reduce((text, secret) => text.replaceAll(secret, '[secret]'), line)
      write(readable ? readableLine(clean) : clean)
    },
  }
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[secret]' },
      serializers: { err: describe, error: describe },
    },
    destination,
  )
}

/**
 * Keeps the fields that identify the failure. Drops properties such as requests and headers, which libraries attach to their errors,
 * and the message of an unexpected error, because it may quote a citizen (`JSON.parse` does).
 */
function describeError(error: unknown, nextSaid: LogOptions['nextSaid']): unknown {
  if (!(error instanceof Error)) return typeof error
  const { name, message, cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  const foreseen = error instanceof KnowledgeError
  return {
    type: name,
    ...(code === null ? {} : { code }),
    ...(foreseen || (code !== null && SYSTEM_CODE.test(code)) ? { message } : {}),
    ...(foreseen ? { hint: nextSaid(error.next) } : { at: framesOf(error) }),
    ...(cause === undefined ? {} : { cause: describeError(cause, nextSaid) }),
  }
}

/** e.g. ENOENT, ECONNREFUSED: their messages contain only paths and addresses */
const SYSTEM_CODE = /^E[A-Z0-9]+$/

function framesOf({ stack = '' }: Error): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 10)
    .map((line) => line.trim())
}

/** `21:04:07 warn  message  field=value` */
function readableLine(line: string): string {
  const { time, level, msg, err, error, ...fields } = JSON.parse(line) as Record<string, unknown>
  const clock = typeof time === 'string' ? time.slice(11, 19) : ''
  const rest = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const failure = failureText(err ?? error)
  return `${[clock, String(level).padEnd(5), String(msg ?? ''), ...rest].join('  ').trimEnd()}${failure}\n`
}

function failureText(failure: unknown): string {
  if (typeof failure !== 'object' || failure === null) return ''
  const { type, code, message, hint, at, cause } = failure as Record<string, unknown>
  const head = [code ?? type, message].filter((part) => part !== undefined).join(': ')
  const frames = Array.isArray(at) ? at.map((frame) => `\n    ${frame}`).join('') : ''
  const next = hint === undefined ? '' : `\n  next: ${hint}`
  return `\n  ${head}${frames}${next}${cause === undefined ? '' : failureText(cause)}`
}
