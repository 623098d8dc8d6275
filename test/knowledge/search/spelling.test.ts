import { describe, expect, it } from 'vitest'
import { isWithinOneEdit, spellingCorrector, vocabularyOf } from '../../../knowledge/search/spelling.js'

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
  )

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
