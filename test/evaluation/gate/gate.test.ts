import { describe, expect, it } from 'vitest'
import { type CaseResult, evaluate } from '../../../evaluation/evaluate.js'
import { compare } from '../../../evaluation/gate/compare.js'
import { DEFAULT_GATE_LIMITS, type GateLimits, gate } from '../../../evaluation/gate/gate.js'
import type { GoldenCase } from '../../../evaluation/golden/golden-case.js'
import { lossP, mcnemarP } from '../../../evaluation/statistics/mcnemar.js'
import { summarise } from '../../../evaluation/summary.js'
import { wordedVerdict } from '../../../evaluation/words/verdict-words.js'
import { eldLanguageDetector } from '../../../knowledge/adapters/eld-language-detector.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { createSearcher } from '../../../knowledge/search/searcher.js'
import { cpuMsOf } from '../../support/cpu-time.js'
import { caseOf } from '../../support/golden.js'
import { pairOf, snapshotOf } from '../../support/snapshot.js'

const topics = [
  ['register', 'How do I register a company?', 'Register it online with the form.', 'registering my company'],
  ['close', 'How do I close a company?', 'Deregister with a closing statement.', 'closing down my company'],
  ['address', 'How do I change my registered address?', 'Send the new address.', 'my registered address changed'],
  ['fees', 'What are the fees?', 'Sixty euros per filing.', 'which fees are there'],
  ['hours', 'What are the opening hours?', 'Nine to two on weekdays.', 'opening hours of the office'],
  ['status', 'What is the status of my application?', 'Look it up with your number.', 'status of the application'],
  ['signature', 'How do I get an electronic signature?', 'At any counter.', 'getting an electronic signature'],
  ['certificate', 'How do I order a certificate?', 'Order it in your account.', 'ordering a certificate'],
] as const

const english: readonly QnaPair[] = topics.map(([id, question, answer]) => pairOf({ id, question, answer }))
const spanish = pairOf({ id: 'fees', language: 'es', question: '¿Cuánto cuestan las tasas?', answer: 'Sesenta euros.' })
const base: readonly QnaPair[] = [...english, spanish]

const cases: readonly GoldenCase[] = [
  ...topics.flatMap(([id, question, , paraphrase]) => [
    caseOf(paraphrase, [id], { critical: id === 'status' }),
    caseOf(`please tell me: ${question.toLowerCase()}`, [id]),
  ]),
  caseOf('cuánto cuestan las tasas', ['fees'], { language: 'es' }),
  ...['which vaccines does my dog need', 'who won the match', 'how do I bake bread'].map((text) => caseOf(text, [])),
]

const limits: GateLimits = { ...DEFAULT_GATE_LIMITS, leastCases: 10, leastUnanswerable: 3, calibrationError: 0.5 }

async function evaluated(pairs: readonly QnaPair[], asked: readonly GoldenCase[] = cases) {
  const snapshot = await snapshotOf(pairs)
  const searcher = createSearcher(snapshot, await eldLanguageDetector(snapshot.manifest.languages))
  const results = await evaluate(searcher, asked, new Date('2026-01-01T00:00:00Z'))
  // Times of a machine at other work would decide the rule of latency.
  return { pairs, results, summary: { ...summarise(results), msPerQuery: { p50: 1, p95: 1 } } }
}

async function judge(after: readonly QnaPair[], asked = cases) {
  const champion = await evaluated(base, asked)
  const challenger = await evaluated(after, asked)
  const comparison = compare(champion, challenger)
  const verdict = gate({ champion, challenger, comparison, indexRecall: 1, limits })
  return { comparison, verdict, reasons: wordedVerdict(verdict).reasons }
}

describe('the gate', () => {
  it('passes a version equal to the champion', async () => {
    const { comparison, verdict, reasons } = await judge(base)
    expect(comparison).toMatchObject({ won: 0, lost: 0, mcnemarP: 1, moved: [] })
    expect(comparison.hitAt1Difference).toEqual({ value: 0, low: 0, high: 0 })
    expect(reasons).toEqual([])
    expect(verdict.gate).toBe('pass')
  })

  it('passes a useful new pair', async () => {
    const { reasons } = await judge([...base, pairOf({ id: 'parking', question: 'Is there parking?', answer: 'Yes.' })])
    expect(reasons).toEqual([])
  })

  it('holds swapped answers and names both pairs', async () => {
    const swapped = base.map((pair) => {
      if (pair.id === 'fees' && pair.language === 'en') return { ...pair, answer: 'Nine to two on weekdays.' }
      return pair.id === 'hours' ? { ...pair, answer: 'Sixty euros per filing.' } : pair
    })
    const { verdict, reasons, comparison } = await judge(swapped)
    expect(verdict.gate).toBe('hold')
    expect(verdict.rules.find(({ id }) => id === 'no-answer-strayed')).toEqual({
      id: 'no-answer-strayed',
      verdict: 'hold',
      findings: [
        {
          kind: 'answers-strayed',
          named: [
            { kind: 'strayed-answer', pair: 'fees/en', from: 'hours/en' },
            { kind: 'strayed-answer', pair: 'hours/en', from: 'fees/en' },
          ],
        },
      ],
    })
    expect(reasons[0]).toBe(
      'no answer under another question: 2 answers strayed: fees/en now gives the answer that hours/en had; hours/en now gives the answer that fees/en had',
    )
    expect(comparison.moved.find(({ verdict: moved }) => moved === 'lost')?.blame).toMatchObject({
      kind: 'answer-swapped',
    })
  })

  it('holds a dropped language and names it', async () => {
    const { verdict, reasons } = await judge(english)
    expect(verdict.gate).toBe('hold')
    expect(reasons).toContain('no language dropped: 1 language is gone: Spanish (es)')
  })

  it('holds a near-duplicate that steals questions and names it', async () => {
    const thief = pairOf({
      id: 'thief',
      question: 'registering my company',
      alternateQuestions: ['please tell me how do i register a company'],
      answer: 'Something else altogether.',
    })
    const { verdict, reasons, comparison } = await judge([...base, thief])
    expect(verdict.gate).toBe('hold')
    expect(reasons.join('\n')).toContain('thief/en takes 3 questions from others')
    const { value = 0, low = 0, high = 0 } = comparison.hitAt1Difference ?? {}
    expect(value).toBeLessThan(0)
    expect(low).toBeLessThan(value)
    expect(high).toBeGreaterThan(value)
  })

  it('holds a pair that repeats the question of another with another answer', async () => {
    const copy = pairOf({ id: 'copy', question: 'what are the FEES', answer: 'A hundred euros.' })
    const { reasons } = await judge([...base, copy])
    expect(reasons.join('\n')).toContain('copy/en asks the same as fees/en and answers otherwise')
  })

  it('holds a critical answer that became a choice only where its confidence fell beyond what any fit moves', async () => {
    const champion = await evaluated(base)
    const given = champion.results.find(({ case: { critical }, noise }) => critical && noise === 'clean')
    if (given === undefined) throw new Error('there is no critical case')
    const judged = (change: Partial<CaseResult>) => {
      const results = champion.results.map((result) => (result === given ? { ...given, ...change } : result))
      const challenger = { ...champion, results, summary: summarise(results) }
      const comparison = compare(champion, challenger)
      const verdict = gate({ champion, challenger, comparison, indexRecall: 1, limits })
      return wordedVerdict(verdict).rules.find(({ id }) => id === 'no-critical-lost')
    }
    const choice = { kind: 'clarification', answer: null, shown: ['fees', 'status'] } as const
    expect(judged({ ...choice, confidence: given.confidence - 0.04 })).toMatchObject({
      verdict: 'note',
      evidence:
        '1 critical case is asked back about, less sure by at most 0.05: "status of the application" (no single edit: the ranking moved towards fees)',
    })
    expect(judged({ ...choice, confidence: given.confidence - 0.06 })).toMatchObject({ verdict: 'hold' })
    expect(judged({ ...choice, shown: ['fees', 'hours'] })).toMatchObject({ verdict: 'hold' })
    expect(judged({ kind: 'fallback', answer: null, shown: [] })).toMatchObject({ verdict: 'hold' })
  })

  it('holds when a critical case is lost and says which edit did it', async () => {
    const { reasons } = await judge(base.filter(({ id }) => id !== 'status'))
    expect(reasons.join('\n')).toContain(
      'no critical case lost: 1 critical case lost: "status of the application" (status/en was removed)',
    )
  })

  it('holds a critical case that names no pair, which can never be met nor lost, and says what to do', async () => {
    const misspelt = (critical: boolean) => [
      ...cases,
      caseOf('where is the office', ['adress'], { critical }),
      caseOf('how much is it', ['fees', 'feess']),
    ]
    const { verdict, reasons } = await judge(base, misspelt(true))
    expect(verdict.gate).toBe('hold')
    expect(reasons).toEqual([
      'every golden case names pairs that exist: 1 critical case can never be met: "where is the office" names adress; ' +
        '1 other case names a pair that does not exist; ' +
        'correct the ids in the golden files; where a pair was retired, change or remove its cases',
    ])
    const noted = await judge(base, misspelt(false))
    expect(noted.verdict.gate).toBe('pass')
    expect(noted.reasons).toEqual([
      'every golden case names pairs that exist: 2 cases name a pair that does not exist: ' +
        '"where is the office" names adress; "how much is it" names feess; ' +
        'correct the ids in the golden files; where a pair was retired, change or remove its cases',
    ])
  })

  it('passes a critical case with a misspelt pair beside one that answers it', async () => {
    const asked = [...cases, caseOf('how much is a filing', ['fees', 'feess'], { critical: true })]
    expect((await judge(base, asked)).verdict.gate).toBe('pass')
  })

  it('holds an evaluation too small to prove anything', async () => {
    const { verdict, reasons } = await judge(base, cases.slice(0, 4))
    expect(verdict.gate).toBe('hold')
    expect(reasons[0]).toBe('enough cases: 4 answerable and 0 unanswerable cases; at least 10 and 3 are needed')
  })

  it('holds when a figure is missing', async () => {
    const champion = await evaluated(base)
    const comparison = compare(champion, champion)
    const verdict = gate({ champion, challenger: champion, comparison, indexRecall: null, limits })
    expect(wordedVerdict(verdict).reasons).toEqual(['index recall: it was not measured'])
  })

  it('judges a first version on its own', async () => {
    const challenger = await evaluated(base)
    expect(gate({ champion: null, challenger, comparison: null, indexRecall: 1, limits }).gate).toBe('pass')
  })

  it('includes questions of a slice that the champion assigned to another language', async () => {
    const unlabelled = cases.map((golden) => ({ ...golden, language: null }))
    const champion = await evaluated(base, unlabelled)
    const isLost = ({ case: { relevant }, noise }: CaseResult) => relevant.includes('fees') && noise === 'clean'
    const inDanish = (result: CaseResult): CaseResult => ({ ...result, language: 'da', rank: null })
    const results = champion.results.map((result) => (isLost(result) ? inDanish(result) : result))
    const challenger = { ...champion, results }
    const comparison = compare(champion, challenger)
    const few = { ...limits, leastSliceCases: 3, significance: 0.2 }
    const { rules } = gate({ champion, challenger, comparison, indexRecall: 1, limits: few })
    expect(rules.find(({ id }) => id === 'slices-not-worse')).toMatchObject({
      verdict: 'hold',
      findings: [{ named: [{ slice: 'language:da', won: 0, lost: 3 }] }],
    })
  })

  it('holds a first version that answers a critical question which has no answer', async () => {
    const challenger = await evaluated(base, [...cases, caseOf('fees', [], { critical: true })])
    const verdict = gate({ champion: null, challenger, comparison: null, indexRecall: 1, limits })
    expect(wordedVerdict(verdict).reasons).toContain('no critical case lost: 1 critical case is not served: "fees"')
  })
})

describe('an evaluation without cases', () => {
  it('is an error and never a pass', async () => {
    await expect(evaluated(base, [])).rejects.toMatchObject({ code: 'EMPTY_EVALUATION' })
  })
})

describe("McNemar's test", () => {
  it('gives the exact binomial tail', () => {
    expect(mcnemarP(0, 5)).toBeCloseTo(2 / 32, 12)
    expect(mcnemarP(1, 9)).toBeCloseTo((2 * 11) / 1024, 12)
    expect(mcnemarP(3, 3)).toBe(1)
    expect(mcnemarP(0, 0)).toBe(1)
  })

  it('holds losses beyond chance on one side only', () => {
    expect(lossP(0, 5)).toBeCloseTo(1 / 32, 12)
    expect(lossP(5, 0)).toBe(1)
  })

  it('is fast for a hundred thousand moved questions', async () => {
    const cpuMs = await cpuMsOf(() => {
      // As the normal distribution has it: z = 39 / √100,040 and 999 / √101,000.
      expect(lossP(50_000, 50_040)).toBeCloseTo(0.4509, 3)
      expect(mcnemarP(51_000, 50_000)).toBeCloseTo(0.00167, 4)
    })
    expect(cpuMs).toBeLessThan(1_000)
  })
})
