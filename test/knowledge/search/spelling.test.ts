import { describe, expect, it } from 'vitest'
import { isWithinOneEdit, mendText, spellingCorrector, vocabularyOf } from '../../../knowledge/search/spelling.js'

describe('one edit', () => {
  it.each([
    ['empresa', 'enpresa'],
    ['empresa', 'empreza'],
    ['empresa', 'empresas'],
    ['empresa', 'mpresa'],
    ['empresa', 'emrpesa'],
    ['empresa', 'empresa'],
  ])('lies between %s and %s', (left, right) => {
    expect(isWithinOneEdit(left, right)).toBe(true)
    expect(isWithinOneEdit(right, left)).toBe(true)
  })

  it.each([
    ['empresa', 'enpreza'],
    ['empresa', 'empresita'],
    ['casa', 'cosas'],
    ['abcd', 'badc'],
  ])('does not reach from %s to %s', (left, right) => {
    expect(isWithinOneEdit(left, right)).toBe(false)
    expect(isWithinOneEdit(right, left)).toBe(false)
  })
})

describe('the corrector', () => {
  const correct = spellingCorrector(
    vocabularyOf(
      new Map([
        ['registro', 1],
        ['empresa', 2],
        ['tasa', 1],
        ['tasas', 2],
        ['certificado', 1],
        ['modelo', 1],
        ['303', 1],
      ]),
    ),
    new Set(['tapas']),
  )

  it('leaves a word alone that is right although no text has it', () => {
    expect(correct('tapas')).toBe('tapas')
    expect(correct('tasax')).toBe('tasas')
  })

  it('mends words within a text, which stays as it was written otherwise', () => {
    expect(mendText('¿Cuánto es la TAZA de mi enpresa, «Ñandú S.L.»?', correct)).toBe(
      '¿Cuánto es la tasa de mi empresa, «Ñandú S.L.»?',
    )
    expect(mendText('', correct)).toBe('')
  })

  it('mends a slip towards a known word', () => {
    expect(correct('enpresa')).toBe('empresa')
    expect(correct('ergistro')).toBe('registro')
  })

  it('prefers the more frequent of two neighbours', () => {
    expect(correct('tasaa')).toBe('tasas')
  })

  it.each(['empresa', 'certificados', 'tsa', '304', 'vacuna'])('leaves %s alone', (word) => {
    expect(correct(word)).toBe(word)
  })
})
