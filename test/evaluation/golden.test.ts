import { describe, expect, it } from 'vitest'
import { mergeCases } from '../../evaluation/golden.js'
import { NOISES, withNoise } from '../../evaluation/noise.js'
import { caseOf } from '../support/golden.js'

describe('a golden set', () => {
  it('merges repeats that agree, and stays critical', () => {
    const merged = mergeCases([caseOf('How much?', ['fees']), caseOf('how much', ['fees'], { critical: true })])
    expect(merged).toHaveLength(1)
    expect(merged[0]?.critical).toBe(true)
  })

  it('keeps the same words in two languages apart', () => {
    const cases = [caseOf('no', ['a'], { language: 'es' }), caseOf('no', ['b'], { language: 'en' })]
    expect(mergeCases(cases)).toHaveLength(2)
  })

  it('is refused when it contradicts itself, naming every place', () => {
    const cases = [
      caseOf('How much?', ['fees']),
      caseOf('how much', []),
      caseOf('Where?', ['a']),
      caseOf('where', ['b']),
    ]
    expect(() => mergeCases(cases)).toThrow(
      'the golden set contradicts itself in 2 places:\n"how much" → fees and no answer\n"where" → a and b',
    )
  })
})

describe('noise', () => {
  it.each(NOISES)('of kind %s is the same every time and differs from the question', (noise) => {
    const question = '¿Cómo registro una sociedad limitada en línea?'
    expect(withNoise(question, noise)).toBe(withNoise(question, noise))
    expect(withNoise(question, noise)).not.toBe(question)
  })

  it('drops accents and punctuation, or shouts', () => {
    expect(withNoise('¿Dónde está la oficina?', 'no-accents')).toBe('donde esta la oficina')
    expect(withNoise('¿Dónde está la oficina?', 'shout')).toBe('DÓNDE ESTÁ LA OFICINA???')
  })

  it('keeps typing mistakes few', () => {
    const question = 'how do I change the registered address of my company'
    expect(Math.abs(withNoise(question, 'typos').length - question.length)).toBeLessThanOrEqual(4)
  })
})
