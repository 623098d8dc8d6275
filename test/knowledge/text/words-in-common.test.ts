import { describe, expect, it } from 'vitest'
import { wordsInCommon } from '../../../knowledge/text/words-in-common.js'

describe('the words that a question shares with texts', () => {
  const common = wordsInCommon()

  it('are listed once each, as the citizen wrote them, from any of the texts', () => {
    expect(common('¿Cómo REGISTRO mi Empresa, la empresa?', ['registrar', 'Toda empresa paga una tasa.'])).toEqual([
      'REGISTRO',
      'Empresa',
      'empresa',
    ])
  })

  it('are those of the present question, also after another question about the same text', () => {
    const texts = ['Pay the fee online.']
    expect(common('Which fee?', texts)).toEqual(['fee'])
    expect(common('Can I pay online?', texts)).toEqual(['pay', 'online'])
    expect(common('Can I pay online?', ['Open on Mondays.'])).toEqual([])
  })

  it('are the same after more texts than the cache holds', () => {
    for (let i = 0; i < 5_000; i++) common('fee', [`text number ${i}`])
    expect(common('number 12', ['text number 12'])).toEqual(['number', '12'])
  })
})
