import { errorCode } from '../../knowledge/errors.js'

/**
 * The loggable fields of a failure: its code when it was foreseen, otherwise its type and place. Messages are left out because they
 * may quote a citizen.
 */
export function failureFields(error: unknown): Readonly<Record<string, unknown>> {
  const code = errorCode(error)
  if (code !== null) return { code }
  if (!(error instanceof Error)) return { code: 'DEFECT', defect: typeof error }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { code: 'DEFECT', defect: error.name, at: frames.slice(0, 4).map((line) => line.trim()) }
}
