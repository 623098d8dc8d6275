import { describe, expect, it } from 'vitest'
import { readText } from '../../../support/importing.js'

const line = (id: string, fields: object = {}) =>
  JSON.stringify({ id, language: 'es', question: '¿Cuánto cuesta?', answer: `${id} euros`, ...fields })

async function contradictions(...lines: readonly string[]) {
  const found = (await readText('kb.jsonl', lines.join('\n'))).contradictions
  return found.map(({ phrasing, first, second }) => [phrasing, first.pair.id, first.line, second.pair.id, second.line])
}

describe('pairs of one file', () => {
  it('contradict each other where they answer one question otherwise, and are told once', async () => {
    const alternateQuestions = ['cuanto CUESTA', 'precio']
    expect(
      await contradictions(
        line('fifty', { alternateQuestions }),
        line('opening', { question: '¿Cuándo abren?' }),
        line('seventy', { alternateQuestions: ['Precio?'] }),
      ),
    ).toEqual([['¿Cuánto cuesta?', 'fifty', 1, 'seventy', 3]])
  })

  it('do not where the answer is the same, or for another language or time', async () => {
    expect(
      await contradictions(
        line('a', { answer: 'Diez', validUntil: '2026-12-31' }),
        line('b', { answer: 'Diez', validUntil: '2026-12-31' }),
        line('a', { language: 'gl' }),
        line('c', { validFrom: '2027-01-01' }),
      ),
    ).toEqual([])
    expect(
      await contradictions(line('a', { validUntil: '2027-01-01' }), line('c', { validFrom: '2027-01-01' })),
    ).toEqual([['¿Cuánto cuesta?', 'a', 1, 'c', 2]])
  })

  it('that all ask the same are compared in a second or two', { timeout: 15_000 }, async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => line(`p${i}`, { answer: i % 2 === 0 ? 'Sí' : `No ${i}` }))
    expect(await contradictions(...lines)).toHaveLength(10_000)
  })
})
