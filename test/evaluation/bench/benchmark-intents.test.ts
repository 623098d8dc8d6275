import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { benchmarkIntents } from '../../../evaluation/bench/benchmark-intents.js'
import type { BenchmarkedSystem, Lesson } from '../../../evaluation/bench/benchmarked-system.js'
import { intentSet, readIntentSet } from '../../../evaluation/bench/intent-set.js'
import { pairsOfSubjects, ventanillaSystem } from '../../../evaluation/bench/ventanilla-system.js'
import { eldLanguageDetector } from '../../../knowledge/adapters/eld-language-detector.js'
import { hashedNgrams } from '../../../knowledge/adapters/hashed-ngram-embedder.js'
import { hnswIndexFormat } from '../../../knowledge/adapters/hnsw-index.js'
import { fitDefaultRanker } from '../../support/default-fit.js'
import { intentLine as line, tinyIntents } from '../../support/intents.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const ventanilla = ventanillaSystem({
  embedderProvider: hashedNgrams,
  indexFormat: hnswIndexFormat(),
  fitRanker: fitDefaultRanker,
  detectLanguages: eldLanguageDetector,
  clock: { now: () => new Date('2026-01-01T00:00:00Z') },
})

/** Finds what it is told, as surely as it is told. */
function scripted(findings: Readonly<Record<string, readonly [string, number]>>, threshold: number | null) {
  const lessons: Lesson[] = []
  const system: BenchmarkedSystem = {
    name: 'scripted',
    calibrated: true,
    async teach(lesson) {
      lessons.push(lesson)
      return {
        threshold,
        async ask(text) {
          const found = findings[text]
          if (found === undefined) return { ranked: [], confidence: Number.NEGATIVE_INFINITY }
          return { ranked: [found[0], 'other'], confidence: found[1] }
        },
        close: async () => {},
      }
    },
  }
  return { system, lessons }
}

describe('the intent benchmark', () => {
  it('measures a real version over a set with a known outcome', async () => {
    const figures = await benchmarkIntents(ventanilla, [tinyIntents])
    expect(figures).toMatchObject({
      classes: 3,
      train: 9,
      test: 5,
      accuracyNoThreshold: 1,
      inScopeAccuracy: 1,
      oosRecall: 1,
      aurocOos: 1,
      f1: 1,
      thresholdFrom: 'valid',
      cautious: { inScopeAccuracy: 1, oosRecall: 1 },
      sets: [],
    })
    expect(figures.fitSeconds).toBeGreaterThan(0)
    expect(figures.msPerQuery.p95).toBeGreaterThanOrEqual(figures.msPerQuery.p50)
  })

  it('finds a class by a phrasing beyond those that one pair may hold', async () => {
    const long = Array.from({ length: 305 }, (_, i) => line(`counter ${i}`, 'counters', 'train'))
    const train = [
      ...long,
      line('purple elephants dancing', 'counters', 'train'),
      line('opening hours', 'hours', 'train'),
    ]
    const figures = await benchmarkIntents(ventanilla, [
      intentSet('long', [...train, line('purple elephants dancing', 'counters'), line('opening hours', 'hours')]),
    ])
    expect(figures).toMatchObject({ classes: 2, accuracyNoThreshold: 1, thresholdFrom: 'own' })
  })

  it('counts an in-scope question only when it is answered rightly and with enough confidence', async () => {
    const { system } = scripted({ a1: ['a', 0.9], a2: ['a', 0.4], b1: ['a', 0.8], o1: ['b', 0.3], o2: ['a', 0.7] }, 0.5)
    const test = [line('a1', 'a'), line('a2', 'a'), line('b1', 'b'), line('o1', 'oos'), line('o2', 'oos')]
    const figures = await benchmarkIntents(system, [intentSet('scripted', [line('a', 'a', 'train'), ...test])])
    expect(figures).toMatchObject({
      accuracyNoThreshold: 2 / 3,
      inScopeAccuracy: 1 / 3,
      oosRecall: 1 / 2,
      aurocOos: 5 / 6,
      f1: 2 / 5,
      thresholdFrom: 'own',
      threshold: 0.5,
      own: { inScopeAccuracy: 1 / 3, oosRecall: 1 / 2 },
      cautious: null,
      chosenOnTest: { inScopeAccuracy: 1 / 3, oosRecall: 1 },
    })
    expect(figures.ece).toBeCloseTo((0.1 + 0.6 + 0.8 + 0.3 + 0.7) / 5, 10)
  })

  it('counts the questions of a class that is not taught, out of scope being none unless it is a class', async () => {
    const lines = [line('a', 'a', 'train'), line('a1', 'a'), line('b1', 'b'), line('o1', 'oos')]
    const untaught = async (oosAsClass: boolean) =>
      (await benchmarkIntents(scripted({}, 0.5).system, [intentSet('scripted', lines, oosAsClass)])).untaught
    expect([await untaught(false), await untaught(true)]).toEqual([1, 2])
  })

  it('chooses the threshold on the validation rows, not on those it measures', async () => {
    const { system } = scripted({ va: ['a', 0.6], vo: ['a', 0.2], ta: ['a', 0.3], to: ['a', 0.5] }, 0.9)
    const figures = await benchmarkIntents(system, [
      intentSet('scripted', [
        line('a', 'a', 'train'),
        line('va', 'a', 'valid'),
        line('vo', 'oos', 'valid'),
        line('ta', 'a'),
        line('to', 'oos'),
      ]),
    ])
    expect(figures).toMatchObject({ threshold: 0.4, inScopeAccuracy: 0, oosRecall: 0, own: { oosRecall: 1 } })
  })

  it.each([
    ['none in scope', [line('vo', 'oos', 'valid')], [line('a', 'a', 'train')]],
    ['none out of scope, although such are taught', [line('va', 'a', 'valid')], [line('n', 'oos', 'train')]],
  ])('takes the threshold of the version where the validation rows have %s', async (_, valid, taught) => {
    const { system } = scripted({ va: ['a', 0.6], vo: ['a', 0.9], ta: ['a', 0.6], to: ['a', 0.4] }, 0.5)
    const train = [line('a', 'a', 'train'), ...taught]
    const figures = await benchmarkIntents(system, [
      intentSet('scripted', [...train, ...valid, line('ta', 'a'), line('to', 'oos')]),
    ])
    expect(figures).toMatchObject({ thresholdFrom: 'own', inScopeAccuracy: 1, oosRecall: 1, cautious: null })
  })

  it('answers every question with a finding when there is no threshold', async () => {
    const { system } = scripted({ a1: ['a', 0.1], o1: ['a', 0.9] }, null)
    const figures = await benchmarkIntents(system, [
      intentSet('scripted', [
        line('a', 'a', 'train'),
        line('a1', 'a'),
        line('o1', 'oos'),
        line('not to be found', 'oos'),
      ]),
    ])
    expect(figures).toMatchObject({ thresholdFrom: 'none', inScopeAccuracy: 1, oosRecall: 1 / 2, own: null })
  })

  it('treats out of scope as a class like any other when requested', async () => {
    const { system, lessons } = scripted({ a1: ['a', 0.1], o1: ['oos', 0.1], o2: ['a', 0.9], v: ['a', 0.9] }, 0.5)
    const lines = [
      line('a', 'a', 'train'),
      line('n', 'oos', 'train'),
      line('v', 'a', 'valid'),
      line('a1', 'a'),
      line('o1', 'oos'),
      line('o2', 'oos'),
      line('not to be found', 'oos'),
    ]
    const figures = await benchmarkIntents(system, [intentSet('scripted', lines, true)])
    expect(lessons).toMatchObject([{ subjects: [{ id: 'a' }, { id: 'oos' }], outOfScope: [] }])
    expect(figures).toMatchObject({
      classes: 2,
      train: 2,
      f1: 1 / 2,
      accuracyNoThreshold: 1 / 2,
      oosRecall: null,
      aurocOos: null,
      thresholdFrom: 'none',
      threshold: null,
      cautious: null,
      own: null,
    })
  })

  it('teaches several sets one after the other and pools their questions', async () => {
    const { system, lessons } = scripted({ a1: ['a', 0.9], c1: ['x', 0.9] }, 0.5)
    const figures = await benchmarkIntents(system, [
      intentSet('first', [line('a', 'a', 'train'), line('n', 'oos', 'train'), line('a1', 'a')]),
      intentSet('second', [line('c', 'c', 'train'), line('d', 'd', 'train'), line('c1', 'c')]),
    ])
    expect(lessons.map(({ subjects, outOfScope }) => [subjects.map(({ id }) => id), outOfScope])).toEqual([
      [['a'], ['n']],
      [['c', 'd'], []],
    ])
    expect(figures).toMatchObject({
      classes: 3,
      train: 3,
      test: 2,
      accuracyNoThreshold: 1 / 2,
      sets: [
        { name: 'first', accuracyNoThreshold: 1, f1: 1 },
        { name: 'second', accuracyNoThreshold: 0, f1: 0 },
      ],
    })
  })
})

describe('a class', () => {
  it('of more phrasings than a pair may hold is spread over pairs that count as one', () => {
    const phrasings = Array.from({ length: 700 }, (_, i) => `phrasing ${i}`)
    const { pairs, subjectOf } = pairsOfSubjects([
      { id: 'a', phrasings, answer: null, language: 'en' },
      { id: 'a~2', phrasings: ['another class'], answer: null, language: 'en' },
      { id: 'a', phrasings: ['dasselbe'], answer: null, language: 'de' },
    ])
    expect(pairs.map(({ id, language }) => `${id}/${language}`)).toEqual(['a/en', 'a~3/en', 'a~4/en', 'a~2/en', 'a/de'])
    expect(pairs.flatMap(({ question, alternateQuestions }) => [question, ...alternateQuestions])).toHaveLength(702)
    expect(Object.fromEntries(subjectOf)).toEqual({ a: 'a', 'a~2': 'a~2', 'a~3': 'a', 'a~4': 'a' })
  })
})

describe('an intent file', () => {
  const write = async (name: string, lines: readonly unknown[]) => {
    const path = join(await temporaryFolder(), name)
    await writeFile(path, lines.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'))
    return path
  }

  it('gives its train rows up to a few-shot file', async () => {
    const data = await write('data.jsonl', [line('long', 'a', 'train'), line('v', 'a', 'valid'), line('t', 'a')])
    const train = await write('train.jsonl', [
      line('few', 'b', 'train'),
      line('no', 'oos', 'train'),
      line('not used', 'a'),
    ])
    const set = await readIntentSet('few', data, train)
    expect(set).toEqual({
      name: 'few',
      oosAsClass: false,
      train: [line('few', 'b', 'train')],
      outOfScope: [line('no', 'oos', 'train')],
      valid: [line('v', 'a', 'valid')],
      test: [line('t', 'a')],
    })
  })

  it('is refused with every bad line named', async () => {
    const data = await write('bad.jsonl', [
      line('fine', 'a', 'train'),
      '{"text":',
      { ...line('x', 'a'), split: 'dev' },
      { ...line('x', 'a'), text: '  ' },
    ])
    await expect(readIntentSet('bad', data, null)).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
      message: expect.stringMatching(
        /bad\.jsonl has 3 bad lines\nline 2: not a JSON object\nline 3: split: .*\nline 4: text: /,
      ),
    })
  })

  it('may leave the language open', async () => {
    const rows = [line('x', 'a', 'train'), line('y', 'a')].map((row, i) => ({ ...row, lang: [null, 'pt_BR'][i] }))
    const { train, test } = await readIntentSet('open', await write('open.jsonl', rows), null)
    expect([...train, ...test].map(({ lang }) => lang)).toEqual(['und', 'pt'])
  })

  it('without rows to ask or to learn from is refused', async () => {
    const data = await write('only.jsonl', [line('x', 'a', 'train')])
    await expect(readIntentSet('only', data, null)).rejects.toMatchObject({
      code: 'EMPTY_EVALUATION',
      message: `${data} has no row with "split":"test" that can be used`,
    })
  })
})
