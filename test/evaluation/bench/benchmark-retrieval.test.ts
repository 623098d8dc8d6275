import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readBenchmarkPairs, readBenchmarkQueries } from '../../../evaluation/bench/benchmark-lines.js'
import { benchmarkRetrieval } from '../../../evaluation/bench/benchmark-retrieval.js'
import { eldLanguageDetector } from '../../../knowledge/adapters/eld-language-detector.js'
import { hashedNgrams } from '../../../knowledge/adapters/hashed-ngram-embedder.js'
import { hnswIndexFormat } from '../../../knowledge/adapters/hnsw-index.js'
import { fitDefaultRanker } from '../../support/default-fit.js'
import { samplePairs } from '../../support/sample.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-test-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function file(name: string, lines: readonly unknown[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
  return path
}

const kb = [
  {
    id: 'register',
    question: 'How do I register a company?',
    answer: 'Online.',
    alternatives: ['set up a firm'],
    lang: 'en',
  },
  { id: 'fees', question: 'What does it cost?', answer: 'Sixty euros.', alternatives: ['price list'], lang: 'en' },
  {
    id: 'hours',
    question: 'When is the office open?',
    answer: 'Nine to two.',
    alternatives: [],
    lang: 'en-GB',
    extra: 1,
  },
]

describe('the retrieval benchmark', () => {
  it('measures ranks, fallbacks and time over real questions', async () => {
    const pairs = await readBenchmarkPairs(await file('kb.jsonl', kb))
    const queries = await readBenchmarkQueries(
      await file('queries.jsonl', [
        { text: 'how do i register a company', relevant: ['register'], lang: 'en' },
        { text: 'When is the office open', relevant: ['hours'], lang: 'en' },
        { text: 'price list', relevant: ['hours'], lang: 'en' },
        { text: 'which vaccines does my dog need', relevant: [], lang: 'en' },
        { text: 'how do I register a company today', relevant: ['registr'], lang: 'en' },
        { text: 'set up a firm', relevant: ['firm', 'register'], lang: 'en' },
      ]),
    )
    const figures = await benchmarkRetrieval({
      pairs,
      queries,
      embedderProvider: hashedNgrams,
      indexFormat: hnswIndexFormat(),
      fitRanker: fitDefaultRanker,
      detectLanguages: eldLanguageDetector,
      clock: { now: () => new Date('2026-01-01T00:00:00Z') },
    })
    expect(figures).toMatchObject({
      pairs: 3,
      queries: 6,
      answerable: 5,
      misnamed: 1,
      hitAt1: 3 / 5,
      aurocAnswerable: 1,
      falseAnswerRate: 0,
      fallbackRate: 1 / 6,
      answerPrecision: 3 / 5,
    })
    expect(figures.msPerQuery.p95).toBeGreaterThanOrEqual(figures.msPerQuery.p50)
  })

  it('refuses to measure without questions', async () => {
    const pairs = await readBenchmarkPairs(await file('kb.jsonl', kb))
    const benchmark = {
      pairs,
      queries: [],
      embedderProvider: hashedNgrams,
      indexFormat: hnswIndexFormat(),
      fitRanker: fitDefaultRanker,
      detectLanguages: eldLanguageDetector,
      clock: { now: () => new Date('2026-01-01T00:00:00Z') },
    }
    await expect(benchmarkRetrieval(benchmark)).rejects.toMatchObject({ code: 'EMPTY_EVALUATION' })
  })
})

describe('benchmark lines', () => {
  it('are all named when they are invalid', async () => {
    const path = await file('kb.jsonl', [kb[0], '{"id":', { id: 'x' }, '', { id: 'y', question: 7 }])
    await expect(readBenchmarkPairs(path)).rejects.toThrow(
      /has 3 bad lines\nline 2: not a JSON object\nline 3: question: .*\nline 5: question: /,
    )
  })

  it('may be pairs of a knowledge base', async () => {
    const pair = samplePairs(['es'])[0]
    const [read] = await readBenchmarkPairs(await file('pairs.jsonl', [pair]))
    const { id, language, question, alternateQuestions, answer } = read ?? {}
    expect(pair).toMatchObject({ id, language, question, alternateQuestions, answer })
    expect(alternateQuestions?.length).toBeGreaterThan(2)
    expect(language).toBe('es')
  })

  it('cut what is too long for a pair', async () => {
    const long = {
      id: 'l',
      question: 'q'.repeat(3_000),
      answer: '',
      alternatives: Array(400).fill('alt'),
      lang: 'pt_BR',
    }
    const [pair] = await readBenchmarkPairs(await file('kb.jsonl', [long]))
    expect(pair?.question).toHaveLength(1_000)
    expect(pair?.alternateQuestions).toHaveLength(300)
    expect(pair).toMatchObject({ answer: '—', language: 'pt' })
  })

  it('without a word in a question or an id are reported, not a crash', async () => {
    const path = await file('kb.jsonl', [kb[0], { id: 'x', question: '  ' }, { id: ' ', question: 'How?' }])
    await expect(readBenchmarkPairs(path)).rejects.toThrow(/has 2 bad lines\nline 2: question: .*\nline 3: id: /)
  })

  it('match a pair despite a long id or white space around it', async () => {
    for (const id of ['x'.repeat(250), ' fees ', `${'y'.repeat(199)} z`]) {
      const [pair] = await readBenchmarkPairs(await file('kb.jsonl', [{ id, question: 'What does it cost?' }]))
      const [query] = await readBenchmarkQueries(await file('queries.jsonl', [{ text: 'cost', relevant: [id] }]))
      expect(query?.relevant).toEqual([pair?.id])
    }
  })

  it('that are not UTF-8 are refused, wherever in the file the first such byte is', async () => {
    const path = await file('queries.jsonl', [])
    const line = `${JSON.stringify({ text: '¿dónde está?', relevant: [] })}\n`
    const bytes = Buffer.concat([Buffer.from(line.repeat(5_000)), Buffer.from(line, 'latin1')])
    await writeFile(path, bytes.subarray(0, -Buffer.byteLength(line, 'latin1')))
    expect(new Set((await readBenchmarkQueries(path)).map(({ text }) => text))).toEqual(new Set(['¿dónde está?']))
    await writeFile(path, bytes)
    await expect(readBenchmarkQueries(path)).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
      message: `${path} is not UTF-8 text`,
    })
  })

  it('leave out a question that is an unresolved reference', async () => {
    const queries = await readBenchmarkQueries(
      await file('queries.jsonl', [
        { text: '$t(info./income/interest.header)', relevant: ['fees'] },
        { text: 'what does $t(form) cost', relevant: ['fees'] },
      ]),
    )
    expect(queries.map(({ text }) => text)).toEqual(['what does $t(form) cost'])
  })

  it('of a file that is not there give a clear error', async () => {
    await expect(readBenchmarkQueries(join(folder, 'none.jsonl'))).rejects.toMatchObject({ code: 'IMPORT_UNREADABLE' })
  })
})
