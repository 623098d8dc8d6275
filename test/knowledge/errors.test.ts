import { describe, expect, it } from 'vitest'
import {
  ERRORS,
  type ErrorCode,
  errorAsKept,
  exitStatusOf,
  httpStatusOf,
  KnowledgeError,
} from '../../knowledge/errors.js'
import { FACTS } from '../../knowledge/words/error-facts.js'
import { stepIn } from '../../knowledge/words/error-words.js'

const unknown = new KnowledgeError(
  'VERSION_UNKNOWN',
  { version: 'kb-000009' },
  { do: 'choose-version', versions: ['kb-000001', 'kb-000002'] },
)

describe('a failure', () => {
  it('tells its facts in English, and in the reader’s language', () => {
    expect(unknown.message).toBe('there is no version kb-000009')
    expect(unknown.messageIn('es')).toBe('no existe la versión kb-000009')
    expect([stepIn('en', unknown.next), stepIn('es', unknown.next)]).toEqual([
      'choose one of: kb-000001, kb-000002',
      'elija una de estas: kb-000001, kb-000002',
    ])
  })

  it('is told in English where there are no texts in a language', () => {
    expect(unknown.messageIn('lv')).toBe(unknown.message)
    expect(stepIn('lv', unknown.next)).toBe(stepIn('en', unknown.next))
  })

  it('tells one fact inside another, each in the language', () => {
    const damaged = new KnowledgeError(
      'VERSION_DAMAGED',
      { what: 'version', version: 'kb-000001', fault: { what: 'file-size', file: 'pairs.jsonl', found: 3, wanted: 9 } },
      { do: 'restore-version' },
    )
    expect(damaged.message).toBe('version kb-000001 is damaged: pairs.jsonl has 3 bytes instead of 9')
    expect(damaged.messageIn('es')).toBe('la versión kb-000001 está dañada: pairs.jsonl tiene 3 bytes en lugar de 9')
  })

  it('tells several things on lines of their own, and a value that is not there as the language does', () => {
    const lines = [1, 2].map((line) => ({ what: 'bad-line', line, faults: [{ what: 'not-an-object' }] }) as const)
    const facts = { what: 'json-lines', files: [{ what: 'bad-lines', file: 'a.jsonl', count: 2, lines }] } as const
    expect(new KnowledgeError('IMPORT_INVALID', facts, { do: 'mend-lines' }).messageIn('es')).toBe(
      'a.jsonl tiene 2 líneas incorrectas\nlínea 1: no es un objeto JSON\nlínea 2: no es un objeto JSON',
    )
    const judged = { what: 'other-champion', version: 'kb-000002', against: null, champion: 'kb-000001' } as const
    const next = { do: 'judge-again', version: 'kb-000002', champion: 'kb-000001' } as const
    const objection = new KnowledgeError('NOT_JUDGED', judged, next)
    expect(objection.message).toBe('kb-000002 was judged on its own, but kb-000001 serves now')
    expect(objection.messageIn('es')).toBe(
      'el control de calidad examinó kb-000002 por sí sola, pero ahora está en servicio kb-000001',
    )
  })

  it('has a kind for every code, from which exit status and HTTP status follow', () => {
    expect(Object.keys(FACTS).sort()).toEqual(Object.keys(ERRORS).sort())
    const statuses = (code: ErrorCode) => [ERRORS[code], exitStatusOf({ code }), httpStatusOf({ code })]
    const codes: readonly ErrorCode[] = [
      'BAD_INPUT',
      'VERSION_UNKNOWN',
      'GATE_HELD',
      'DATA_FOLDER_BUSY',
      'LOG_DAMAGED',
      'DISK_FULL',
      'QUEUE_UNAVAILABLE',
    ]
    expect(codes.map(statuses)).toEqual([
      ['invalid', 2, 400],
      ['absent', 2, 404],
      ['refused', 1, 409],
      ['busy', 2, 503],
      ['damaged', 2, 500],
      ['broken', 2, 500],
      ['unreachable', 2, 502],
    ])
  })

  it('is refused by the compiler with a fact, a text or a step that there is none of', () => {
    const mistaken = () => [
      // @ts-expect-error a fact is misspelt
      new KnowledgeError('VERSION_UNKNOWN', { versoin: 'kb-000001' }, { do: 'freeze-first' }),
      // @ts-expect-error a fact is missing
      new KnowledgeError('LOG_DAMAGED', { what: 'line', file: 'a' }, { do: 'restore-file' }),
      // @ts-expect-error a fact is one too many
      new KnowledgeError('LOG_DAMAGED', { what: 'end', file: 'a', line: 1 }, { do: 'restore-file' }),
      // @ts-expect-error there is no such text
      new KnowledgeError('LOG_DAMAGED', { what: 'begining', file: 'a' }, { do: 'restore-file' }),
      // @ts-expect-error there is no such step
      new KnowledgeError('LOG_DAMAGED', { what: 'end', file: 'a' }, { do: 'restore-flie' }),
      // @ts-expect-error the step needs the versions there are
      new KnowledgeError('VERSION_UNKNOWN', { version: 'kb-000001' }, { do: 'choose-version' }),
    ]
    expect(mistaken).toBeTypeOf('function')
  })
})

describe('a failure that another program has kept', () => {
  const { code, message, facts, next } = unknown
  const hint = stepIn('en', next)

  it('is told in the reader’s language again', () => {
    const kept = errorAsKept(JSON.parse(JSON.stringify({ code, message, hint, facts, next })))
    expect(kept?.messageIn('es')).toBe('no existe la versión kb-000009')
    expect(kept).toMatchObject({ code, message, facts, next })
  })

  it('keeps its own words where these are all there is', () => {
    const kept = errorAsKept({ code, message: 'kb-000009 is nowhere', hint: 'look again' })
    expect([kept?.message, kept?.messageIn('es')]).toEqual(['kb-000009 is nowhere', 'kb-000009 is nowhere'])
    expect(kept === null ? '' : stepIn('es', kept.next)).toBe('look again')
  })

  it('keeps its own words where this program has none for its facts or its step', () => {
    const later = { code, message: 'sold out', hint: 'buy', facts: { what: 'sold-out' }, next: { do: 'buy' } }
    const kept = errorAsKept(later)
    expect([kept?.messageIn('es'), kept?.next]).toEqual(['sold out', { do: 'see-kept-hint', hint: 'buy' }])
  })

  it('is none where nobody foresaw it', () => {
    expect(errorAsKept({ code: 'UNEXPECTED', message: 'x', hint: 'y' })).toBeNull()
  })
})
