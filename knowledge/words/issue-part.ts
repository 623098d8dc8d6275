import type { z } from 'zod'
import type { Part } from './error-facts.js'

/** The pattern of a language code as zod reports it. */
const LANGUAGE = '/^[a-z]{2,3}$/'

/**
 * An issue that a schema found, as facts.
 *
 * @param issue about a value from JSON; parsed with `reportInput`, to distinguish missing values from values of the wrong kind
 */
export function issueParts(issue: z.core.$ZodIssue): readonly Part[] {
  const field = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ what: 'field-unknown', field: [...issue.path, key].join('.') }))
  }
  if (field === '') return [{ what: 'not-an-object' }]
  switch (issue.code) {
    case 'invalid_type':
      return [
        issue.input === undefined
          ? { what: 'field-missing', field }
          : { what: 'field-of-another-kind', field, kind: issue.expected },
      ]
    case 'too_small':
      return [{ what: 'field-too-small', field, of: issue.origin, least: Number(issue.minimum) }]
    case 'too_big':
      return [{ what: 'field-too-large', field, of: issue.origin, most: Number(issue.maximum) }]
    case 'invalid_value':
      return [noneOf(field, issue.values)]
    case 'invalid_format':
      return [{ what: 'field-of-another-form', field, form: issue.pattern === LANGUAGE ? 'language' : issue.format }]
    default:
      return [{ what: 'field-unfit', field }]
  }
}

/** Only texts stand between quotation marks. */
function noneOf(field: string, allowed: readonly unknown[]): Part {
  const areTexts = allowed.every((value) => typeof value === 'string')
  const values = allowed.map(String)
  const [wanted] = values
  if (values.length !== 1 || wanted === undefined) {
    return { what: areTexts ? 'field-none-of' : 'field-none-of-numbers', field, values }
  }
  return { what: areTexts ? 'field-not-text' : 'field-not-number', field, wanted }
}
