import { describe, expect, it } from 'vitest'
import { showProgress } from '../../deploy/cli/progress.js'
import { describeFailure, json, plain } from '../../deploy/cli/terminal.js'
import { KnowledgeError } from '../../knowledge/errors.js'

describe('text from citizens and editors', () => {
  it('reaches a terminal without control characters', () => {
    expect(plain('a\u001b]0;owned\u0007b\u009b31mc\r\nd\u0000')).toBe('a]0;ownedb31mc d')
  })

  it('reaches a terminal without marks that turn the reading direction', () => {
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
  const error = new KnowledgeError('IMPORT_INVALID', 'the file has 2 bad lines', 'mend them and run again')
  const withProblems = Object.assign(new KnowledgeError('IMPORT_INVALID', 'two bad lines', 'mend them'), {
    problems: ['line 1: no \u001banswer', { line: 2 }],
  })

  it('is printed with its code and the next step', () => {
    expect(describeFailure(error, false)).toBe(
      'error [IMPORT_INVALID] the file has 2 bad lines\nnext: mend them and run again',
    )
  })

  it('lists every single problem', () => {
    expect(describeFailure(withProblems, false)).toBe(
      'error [IMPORT_INVALID] two bad lines\n  line 1: no answer\n  {"line":2}\nnext: mend them',
    )
  })

  it('is one JSON object for programs', () => {
    expect(JSON.parse(describeFailure(withProblems, true))).toEqual({
      error: {
        code: 'IMPORT_INVALID',
        message: 'two bad lines',
        hint: 'mend them',
        problems: ['line 1: no \u001banswer', '{"line":2}'],
      },
    })
  })

  it('that nobody foresaw is called a defect', () => {
    expect(describeFailure(new TypeError('x is not a function'), false)).toContain('[UNEXPECTED] x is not a function')
  })
})

describe('progress', () => {
  it('is a line per step where there is no terminal', () => {
    const lines: string[] = []
    const { report } = showProgress({ isTTY: false, write: (line: string) => lines.push(line) > 0 })
    report('embed', 0, 10)
    report('embed', 1, 10)
    report('rank', 0, null)
    expect(lines).toEqual(['embedding phrasings 0/10\n', 'fitting the ranker\n'])
  })
})
