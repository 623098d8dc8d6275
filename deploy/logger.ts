import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino'
import type { Logger } from '../knowledge/ports.js'

export interface LogOptions {
  readonly level: string
  /** short lines for a person at a terminal instead of one JSON object per line */
  readonly readable: boolean
  /** texts that never reach a line, whatever field or message they were put in */
  readonly secrets: readonly string[]
  readonly write: (line: string) => void
}

/** Fields whose values are secrets wherever they come from, e.g. the headers of a failed call. */
const SECRET_FIELDS = ['password', 'secret', 'token', 'key', 'authorization', 'cookie', 'MicrosoftAppPassword']

/** A pino logger that writes no secret, and of an error only what operators need: type, code, message, hint, stack, cause. */
export function createLogger({ level, readable, secrets, write }: LogOptions): Logger {
  const hidden = secrets.map((secret) => JSON.stringify(secret).slice(1, -1)).filter((secret) => secret !== '')
  const destination: DestinationStream = {
    write(line) {
      const clean = hidden.reduce((text, secret) => text.replaceAll(secret, '[secret]'), line)
      write(readable ? readableLine(clean) : clean)
    },
  }
  const logger: PinoLogger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[secret]' },
      serializers: { err: describeError, error: describeError },
    },
    destination,
  )
  return logger
}

/** Keeps what names the failure; drops own properties such as requests and headers that libraries hang on their errors. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : typeof error
  const { name, message, stack, cause } = error
  const code = 'code' in error ? error.code : undefined
  const hint = 'hint' in error ? error.hint : undefined
  return {
    type: name,
    ...(typeof code === 'string' ? { code } : {}),
    message,
    ...(typeof hint === 'string' ? { hint } : {}),
    stack,
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  }
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
  const { stack, message } = failure as Record<string, unknown>
  return `\n  ${String(stack ?? message).replaceAll('\n', '\n  ')}`
}
