import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { packagePath } from '../../knowledge/basics/package-path.js'
import { ERRORS } from '../../knowledge/errors.js'

const runbook = readFileSync(packagePath('deploy', 'runbook.md'), 'utf8')

describe('the runbook', () => {
  it('explains every error code that an operator can see, and no other', () => {
    const rows = runbook.slice(runbook.indexOf('## Error codes')).matchAll(/^\| (`.+?`) \|/gm)
    const explained = [...rows].flatMap(([, codes = '']) => codes.match(/[A-Z_]+/g) ?? [])
    expect(explained.toSorted()).toEqual([...Object.keys(ERRORS), 'BAD_USAGE'].toSorted())
  })
})
