import { describe, expect, it } from 'vitest'
import type { StandingPair } from '../../../../knowledge/content/import/contradictions.js'
import { qnaPairSchema } from '../../../../knowledge/content/qna-pair.js'
import { cpuMsOf } from '../../../support/cpu-time.js'
import { readText } from '../../../support/importing.js'

const line = (id: string, fields: object = {}) =>
  JSON.stringify({ id, language: 'es', question: '¿Cuánto cuesta?', answer: `${id} euros`, ...fields })

async function contradictions(...lines: readonly string[]) {
  return contradictionsWith([], ...lines)
}

async function contradictionsWith(standing: readonly StandingPair[], ...lines: readonly string[]) {
  const found = (await readText('kb.jsonl', lines.join('\n'), { standing })).contradictions
  return found.map(({ phrasing, first, second }) => [
    phrasing,
    first.pair.id,
    'line' in first ? first.line : first.importedFrom,
    second.pair.id,
    second.line,
  ])
}

describe('pairs of one file', () => {
  it('contradict each other when they answer one question differently, and are reported once', async () => {
    const alternateQuestions = ['cuanto CUESTA', 'precio']
    expect(
      await contradictions(
        line('fifty', { alternateQuestions }),
        line('opening', { question: '¿Cuándo abren?' }),
        line('seventy', { alternateQuestions: ['Precio?'] }),
      ),
    ).toEqual([['¿Cuánto cuesta?', 'fifty', 1, 'seventy', 3]])
  })

  it('do not contradict each other with the same answer, or in another language or time', async () => {
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

  it('that all ask the same are compared in a second or two', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => line(`p${i}`, { answer: i % 2 === 0 ? 'Sí' : `No ${i}` }))
    const cpuMs = await cpuMsOf(async () => expect(await contradictions(...lines)).toHaveLength(10_000))
    expect(cpuMs).toBeLessThan(15_000)
  })
})

describe('pairs that stay beside those of a file', () => {
  const standing = (id: string, fields: object = {}): StandingPair => ({
    pair: qnaPairSchema.parse({ ...JSON.parse(line(id, fields)) }),
    importedFrom: 'Tasas 2026',
  })

  it('are reported when they answer a question of the file differently, after contradictions within the file', async () => {
    expect(
      await contradictionsWith(
        [
          standing('old', { question: 'Precio', alternateQuestions: ['CUANTO cuesta'] }),
          standing('other', { question: 'Otra' }),
        ],
        line('fifty', { alternateQuestions: ['precio'] }),
        line('seventy'),
        line('opening', { question: '¿Cuándo abren?' }),
      ),
    ).toEqual([
      ['¿Cuánto cuesta?', 'fifty', 1, 'seventy', 2],
      ['¿Cuánto cuesta?', 'old', 'Tasas 2026', 'fifty', 1],
      ['¿Cuánto cuesta?', 'old', 'Tasas 2026', 'seventy', 2],
    ])
  })

  it('are not reported when a pair of the file replaces them, or with the same answer, another language or another time', async () => {
    const replaced = await contradictionsWith([standing('b')], line('a'), line('b', { question: '¿Cuándo abren?' }))
    expect(replaced).toEqual([])
    const others = [
      standing('c', { answer: 'a euros' }),
      standing('d', { language: 'gl' }),
      standing('e', { validUntil: '2026-12-31' }),
    ]
    expect(await contradictionsWith(others, line('a', { validFrom: '2027-01-01' }))).toEqual([])
  })

  it('are compared in a second or two, ten thousand with ten thousand', async () => {
    const asking = (i: number) => ({
      question: `¿Cuánto cuesta el trámite ${i}?`,
      alternateQuestions: Array.from({ length: 5 }, (_, at) => `precio ${at} del trámite ${i}`),
    })
    const before = Array.from({ length: 10_000 }, (_, i) => standing(`old${i}`, asking(i)))
    const lines = Array.from({ length: 10_000 }, (_, i) => line(`new${i}`, asking(i + 9_000)))
    const cpuMs = await cpuMsOf(async () => expect(await contradictionsWith(before, ...lines)).toHaveLength(1_000))
    expect(cpuMs).toBeLessThan(15_000)
  })
})
