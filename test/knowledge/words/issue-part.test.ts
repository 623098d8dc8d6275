import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { partIn } from '../../../knowledge/words/error-words.js'
import { issueParts } from '../../../knowledge/words/issue-part.js'

function said(schema: z.ZodType, value: unknown): readonly string[] {
  const issues = z.object({ format: schema }).safeParse({ format: value }, { reportInput: true }).error?.issues ?? []
  return issues.flatMap(issueParts).flatMap((part) => ['en', 'es'].map((language) => partIn(language, part)))
}

describe('a value that is not allowed', () => {
  it.each([
    [z.literal(1), 99, 'format: should be 1', 'format: debe ser 1'],
    [z.literal(true), false, 'format: should be true', 'format: debe ser true'],
    [z.literal('table'), 'x', 'format: should be "table"', 'format: debe ser «table»'],
    [z.literal([1, 2]), 3, 'format: should be one of 1, 2', 'format: debe ser uno de estos valores: 1, 2'],
    [z.enum(['a', 'b']), 'c', 'format: should be one of "a", "b"', 'format: debe ser uno de estos valores: «a», «b»'],
  ])('is told with those that are, and only texts are quoted: %#', (schema, value, ...texts) => {
    expect(said(schema, value)).toEqual(texts)
  })
})
