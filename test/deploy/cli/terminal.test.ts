import { describe, expect, it } from 'vitest'
import { showProgress } from '../../../deploy/cli/progress.js'
import { describeFailure, json, plain } from '../../../deploy/cli/terminal.js'
import { cliWords } from '../../../deploy/cli/words.js'
import { ImportError } from '../../../knowledge/content/import/import-error.js'

describe('text from citizens and editors', () => {
  it('reaches a terminal without control characters', () => {
    expect(plain('a\u001b]0;owned\u0007b\u009b31mc\r\nd\u0000')).toBe('a]0;ownedb31mc d')
  })

  it('reaches a terminal without marks that reverse the reading direction', () => {
    expect(plain('safe\u202etxt.exe')).toBe('safetxt.exe')
  })

  it('is escaped inside JSON and read back unchanged', () => {
    const text = 'a\u001b[2J\u009b31m\u202eb ñ 😀'
    const written = json({ text })
    expect(written).not.toMatch(/\p{Cc}|\u202e/u)
    expect(JSON.parse(written)).toEqual({ text })
  })
})

describe('a failure', () => {
  const english = cliWords('en')
  const error = new ImportError('pairs.jsonl', null, [
    { line: 1, field: 'metadata', what: 'key-reserved', key: 'a\u001bb' },
  ])

  it('is printed with its code, each problem and the next step', () => {
    expect(describeFailure(error, false, english)).toBe(
      'error [IMPORT_INVALID] pairs.jsonl has 1 problem:\nline 1, metadata: "ab" can be no key; take another\n' +
        'next: mend the file and import it again; nothing of it was imported',
    )
  })

  it('is one JSON object for programs, with a list of the problems', () => {
    expect(JSON.parse(describeFailure(error, true, english))).toEqual({
      error: {
        code: 'IMPORT_INVALID',
        message: 'pairs.jsonl has 1 problem:\nline 1, metadata: "a\u001bb" can be no key; take another',
        hint: 'mend the file and import it again; nothing of it was imported',
        problems: [
          {
            line: 1,
            field: 'metadata',
            message: '"a\u001bb" can be no key; take another',
            what: 'key-reserved',
            key: 'a\u001bb',
          },
        ],
        kind: 'invalid',
        facts: expect.anything(),
        next: expect.anything(),
      },
    })
  })

  it('that was not foreseen is called a defect and shows its place', () => {
    expect(describeFailure(new TypeError('x is not a function'), false, english)).toMatch(
      /^error \[UNEXPECTED\] TypeError: x is not a function\n {4}at /,
    )
  })
})

describe('progress', () => {
  it('is a line per step when there is no terminal', () => {
    const lines: string[] = []
    const { report } = showProgress({ isTTY: false, write: (line: string) => lines.push(line) > 0 }, cliWords('en'))
    report('embed', 0, 10)
    report('embed', 1, 10)
    report('rank', 0, null)
    expect(lines).toEqual(['embedding phrasings 0/10\n', 'fitting the ranker\n'])
  })
})
