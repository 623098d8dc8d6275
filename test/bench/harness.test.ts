import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BenchmarkedSystem } from '../../evaluation/bench/benchmarked-system.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { openSet } from './measure.js'
import { miniSearch } from './peers/minisearch.js'
import { type BenchReport, renderBenchmarks } from './render.js'
import { BENCH_SETS, type IntentSpec, missingFiles } from './sets.js'
import { SYSTEMS } from './systems.js'

/** Writes files of JSON lines and returns the folder they are in. */
async function folderWith(files: Readonly<Record<string, readonly object[]>>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, lines] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), lines.map((line) => JSON.stringify(line)).join('\n'))
  }
  return folder
}

const kb = [
  { id: 'fees', question: 'what is the fee', alternatives: ['price list'], answer: 'Sixty florins.', lang: 'en' },
  { id: 'hours', question: 'when are you open', answer: 'From nine to two.', lang: 'en' },
  { id: 'place', question: 'where is the office', answer: '—', lang: 'en' },
]

const tinySet: IntentSpec = {
  kind: 'intent',
  name: 'tiny',
  title: 'Tiny',
  parts: [{ name: 'tiny', data: 'tiny.jsonl', shots: 2 }],
}

describe('a set', () => {
  it('with a knowledge base is measured by the rank of the right pair', async () => {
    const folder = await folderWith({
      'kb.jsonl': kb,
      'queries.jsonl': [
        { text: 'fee', relevant: ['fees'] },
        { text: 'price list open', relevant: ['hours'] },
        { text: 'zebra', relevant: ['place'] },
        { text: 'xylophone', relevant: [] },
      ],
    })
    const set = { kind: 'search', name: 's', title: 'S', kb: 'kb.jsonl', queries: 'queries.jsonl' } as const
    const { figures } = await (await openSet(set, folder))(miniSearch)
    expect(figures).toMatchObject({
      subjects: 3,
      phrasings: 4,
      queries: 4,
      answerable: 3,
      hitAt1: 1 / 3,
      hitAt3: 2 / 3,
      mrrAt10: (1 + 1 / 2 + 0) / 3,
      own: null,
    })
  })

  it('with noise is measured by the first ranks that noise costs', async () => {
    const folder = await folderWith({
      'kb.jsonl': kb,
      'noisy.jsonl': [
        { text: 'fee', clean: 'fee', noise: 'shout', relevant: ['fees'] },
        { text: 'offise', clean: 'office', noise: 'typo', relevant: ['place'] },
        { text: 'openn', clean: 'open', noise: 'typo', relevant: ['hours'] },
        { text: 'not counted', clean: 'not counted', noise: 'typo', relevant: [] },
      ],
    })
    const set = { kind: 'noise', name: 'n', title: 'N', learnt: { kb: 'kb.jsonl' }, noisy: 'noisy.jsonl' } as const
    const { figures } = await (await openSet(set, folder))(miniSearch)
    expect(figures).toMatchObject({
      cases: 3,
      hitAt1Clean: 1,
      hitAt1Noisy: 1 / 3,
      loss: 1 - 1 / 3,
      lossByNoise: { shout: 0, typo: 1 },
    })
  })

  it('with few shots draws the same number of rows of each class, the same every time', async () => {
    const row = (text: string, label: string, split: string) => ({ text, label, split, lang: 'en' })
    const folder = await folderWith({
      'tiny.jsonl': [
        ...['red', 'blue', 'green'].map((text) => row(text, 'colour', 'train')),
        ...['one', 'two'].map((text) => row(text, 'number', 'train')),
        row('green', 'colour', 'test'),
        row('two', 'number', 'test'),
      ],
    })
    const taughtPhrasings: (readonly string[])[] = []
    const listening: BenchmarkedSystem = {
      ...miniSearch,
      teach(lesson) {
        taughtPhrasings.push(...lesson.subjects.map(({ phrasings }) => phrasings))
        return miniSearch.teach(lesson)
      },
    }
    const { figures } = await (await openSet(tinySet, folder))(listening)
    expect(taughtPhrasings.map(({ length }) => length)).toEqual([2, 2])
    const first = taughtPhrasings.splice(0)
    await (await openSet(tinySet, folder))(listening)
    expect(taughtPhrasings).toEqual(first)
    expect(figures).toMatchObject({ train: 4, test: 2 })
  })

  it('without its data names the missing files', async () => {
    const folder = await folderWith({ 'hwu64/data.jsonl': [] })
    const hwu = BENCH_SETS.filter(({ name }) => name === 'hwu64-10shot')
    expect(hwu.map((set) => missingFiles(set, folder))).toEqual([['hwu64/train_10shot.jsonl']])
  })
})

describe('the report', () => {
  it('marks published rows, and names failed systems and skipped sets', async () => {
    const failed = (system: string) => ({
      set: 'hint3-sofmattress',
      system,
      measured: null,
      cost: null,
      failure: 'did not finish in time',
    })
    const report: BenchReport = {
      date: '2026-01-01',
      command: 'npm run bench',
      machine: '2 × Processor',
      node: 'v20',
      skipped: ['covid-q'],
      rows: [failed('minisearch')],
      explained: [],
    }
    const markdown = renderBenchmarks(report, BENCH_SETS, SYSTEMS)
    expect(markdown).toContain('| minisearch | did not finish in time |\n')
    expect(markdown).toContain('| *BERT* | *73.6* |  |  |  | *59.7 / 81.9* |')
    expect(markdown).toContain('chosen on the test questions, which flatters')
    expect(markdown).toContain('because the data is absent: covid-q\n')
    expect(markdown).not.toContain('## Search')
    expect(markdown).not.toContain('## What each signal adds')
  })
})
