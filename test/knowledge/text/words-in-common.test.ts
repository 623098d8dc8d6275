import { describe, expect, it } from 'vitest'
import { wordsInCommon } from '../../../knowledge/text/words-in-common.js'

describe('the words that a question shares with texts', () => {
  const common = wordsInCommon()

  it('are told once each, as the citizen wrote them, whichever text they stand in', () => {
    expect(common('¿Cómo REGISTRO mi Empresa, la empresa?', ['registrar', 'Toda empresa paga una tasa.'])).toEqual([
      'REGISTRO',
      'Empresa',
      'empresa',
    ])
  })

  it('are found for the question that is asked, after another one and about the same text', () => {
    const texts = ['Pay the fee online.']
    expect(common('Which fee?', texts)).toEqual(['fee'])
    expect(common('Can I pay online?', texts)).toEqual(['pay', 'online'])
    expect(common('Can I pay online?', ['Open on Mondays.'])).toEqual([])
  })

  it('are the same after more texts than are kept', () => {
    for (let i = 0; i < 5_000; i++) common('fee', [`text number ${i}`])
    expect(common('number 12', ['text number 12'])).toEqual(['number', '12'])
  })
})
