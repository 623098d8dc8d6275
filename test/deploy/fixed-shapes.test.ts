import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openChat } from '../../deploy/bench/chat-client.js'
import { openDataFolder } from '../../knowledge/adapters/data-folder.js'
import { startCli, ventanilla } from '../support/built-cli.js'
import { fixedClock } from '../support/freezing.js'
import { pathsIn } from '../support/paths-in.js'
import { officeGolden, officePairs, writeGolden } from '../support/retraining.js'
import { temporaryFolder } from '../support/temporary-folder.js'

/** The fields and types that other programs rely on. More fields may be added. */
const version = z.string().regex(/^kb-\d{6}$/)
const count = z.number().int().nonnegative()
const share = z.number().min(0).max(1)
const gate = { gate: z.enum(['pass', 'hold']), reasons: z.array(z.string().min(1)) }
const side = z.looseObject({ kind: z.string(), pairIds: z.array(z.string()) })
const bySignal = z.record(z.string(), z.number().nonnegative())
const SHAPES = {
  import: z.looseObject({ added: count, changed: count, unchanged: count, retired: count }),
  retrain: z.looseObject({ version, ...gate, embedded: count, reused: count }),
  versions: z.array(
    z.looseObject({
      id: version,
      parent: version.nullable(),
      contentHash: z.string().regex(/^[0-9a-f]{64}$/),
      pairs: count,
      createdAt: z.iso.datetime(),
      aliases: z.array(z.enum(['champion', 'challenger'])),
    }),
  ),
  compare: z.looseObject({
    won: count,
    lost: count,
    same: count,
    mcnemarP: share,
    ...gate,
    rules: z.array(
      z.looseObject({
        id: z.string().regex(/^[a-z-]+$/),
        rule: z.string().min(1),
        verdict: z.enum(['pass', 'note', 'hold']),
        evidence: z.string().min(1),
        findings: z.array(z.looseObject({ kind: z.string() })),
      }),
    ),
    moved: z.array(
      z.looseObject({ question: z.string(), before: side, after: side, verdict: z.enum(['won', 'lost', 'same']) }),
    ),
  }),
  promote: z.looseObject({ champion: version, previous: version.nullable() }),
  ask: z.looseObject({
    kind: z.enum(['answered', 'clarification', 'fallback', 'handoff']),
    answer: z.string().nullable(),
    pairId: z.string().nullable(),
    version,
    confidence: share,
    thresholds: z.looseObject({ confidence: share, ambiguityMargin: share }),
    candidates: z.array(
      z.looseObject({ pairId: z.string(), score: share, signals: bySignal, contributions: bySignal }),
    ),
  }),
  verified: z.looseObject({ ok: z.literal(true), entries: count }),
  broken: z.looseObject({ ok: z.literal(false), firstBroken: z.number().int().positive() }),
  unanswered: z.array(
    z.looseObject({
      question: z.string(),
      count: z.number().int().positive(),
      firstAt: z.iso.datetime(),
      lastAt: z.iso.datetime(),
      lang: z.string(),
      examples: z.array(z.string()),
      kind: z.enum(['unanswered', 'not-helpful']),
    }),
  ),
  failure: z.strictObject({
    error: z.strictObject({
      code: z.string().regex(/^[A-Z_]+$/),
      message: z.string().min(1),
      hint: z.string().min(1),
      problems: z.array(z.unknown()),
      kind: z.string(),
      facts: z.record(z.string(), z.unknown()),
      next: z.looseObject({ do: z.string() }),
    }),
  }),
} as const

const SIGNED = ['--by', 'Eva Sol', '--reason', 'agreed']
const env = { GATE_LIMITS: 'calibrationError=0.9,latencyRatio=1000', LOG_LEVEL: 'error' }

/** The office in the format of benchmark files. */
const benchLines = officePairs.map(({ id, question, answer, alternateQuestions, language }) =>
  JSON.stringify({ id, question, answer, alternatives: alternateQuestions, lang: language }),
)
const withSwappedAnswers = benchLines.map((line) => line.replace('Sixty euros per filing.', 'Nine to two on weekdays.'))

describe('what programs read', () => {
  it('has the fields that are promised, from an import to a broken audit log', async () => {
    const data = await temporaryFolder()
    const folder = await openDataFolder(data, fixedClock)
    await writeGolden(folder, officeGolden)
    const file = join(data, 'office.jsonl')
    const read = async <T>(shape: z.ZodType<T>, status: number, ...args: readonly string[]): Promise<T> => {
      const found = await ventanilla([...args, '--data', data, '--json'], { env })
      expect([args.join(' '), found.status, found.stderr]).toEqual([args.join(' '), status, expect.any(String)])
      expect(found.stdout.split('\n')).toHaveLength(2)
      return shape.parse(JSON.parse(found.stdout))
    }
    const importLines = async (lines: readonly string[], ...more: readonly string[]) => {
      await writeFile(file, lines.join('\n'))
      return read(SHAPES.import, 0, 'import', file, '--source', 'office', ...more)
    }

    expect(await importLines(benchLines)).toMatchObject({ added: 8, changed: 0, unchanged: 0, retired: 0 })
    expect(await read(SHAPES.retrain, 0, 'retrain')).toMatchObject({ version: 'kb-000001', gate: 'pass', reused: 0 })
    expect(await read(SHAPES.promote, 0, 'promote', 'kb-000001', ...SIGNED)).toMatchObject({ previous: null })
    expect(await importLines(withSwappedAnswers)).toMatchObject({ added: 0, changed: 1, unchanged: 7, retired: 0 })
    const held = await read(SHAPES.retrain, 1, 'retrain')
    expect(held).toMatchObject({ version: 'kb-000002', gate: 'hold' })
    expect(held.reasons.length).toBeGreaterThan(0)
    const compared = await read(SHAPES.compare, 1, 'compare', 'kb-000001', 'kb-000002')
    expect(compared.moved.length).toBeGreaterThan(0)
    expect(compared.won + compared.lost + compared.same).toBe(officeGolden.length)
    await read(SHAPES.promote, 0, 'promote', 'kb-000002', ...SIGNED, '--override')
    expect(await read(SHAPES.versions, 0, 'versions')).toMatchObject([
      { id: 'kb-000001', parent: null, aliases: [] },
      { id: 'kb-000002', parent: 'kb-000001', pairs: 8, aliases: ['champion'] },
    ])
    expect(await importLines(benchLines.slice(1), '--replace')).toMatchObject({ changed: 1, unchanged: 6, retired: 1 })

    const question = 'how do I pay the filing fees?'
    expect(await read(SHAPES.ask, 0, 'ask', question)).toMatchObject({ answer: 'Nine to two on weekdays.' })
    expect(await read(SHAPES.ask, 0, 'ask', question, '--as-of', 'kb-000001')).toMatchObject({
      kind: 'answered',
      pairId: 'fees',
      answer: 'Sixty euros per filing.',
      version: 'kb-000001',
    })
    expect(await read(SHAPES.ask, 0, 'ask', 'zarquon')).toMatchObject({ kind: 'fallback', answer: null, pairId: null })
    expect(await read(SHAPES.promote, 0, 'rollback', ...SIGNED)).toMatchObject({
      champion: 'kb-000001',
      previous: 'kb-000002',
    })

    const server = await startCli(data)
    const chat = await openChat(server.url, 'websocket', 'en')
    await chat.ask('zarquon')
    await chat.ask(question)
    await chat.ask('no')
    chat.end()
    await server.end('SIGINT')
    const listed = await read(SHAPES.unanswered, 0, 'unanswered')
    expect(listed.map(({ kind }) => kind).sort()).toEqual(['not-helpful', 'unanswered'])

    expect(await read(SHAPES.verified, 0, 'audit', 'verify')).toMatchObject({ entries: expect.any(Number) })
    const log = join(pathsIn(folder).auditFolder, 'audit.jsonl')
    await writeFile(log, (await readFile(log, 'utf8')).replace('"agreed"', '"argued"'))
    expect(await read(SHAPES.broken, 1, 'audit', 'verify')).toMatchObject({ firstBroken: expect.any(Number) })
  })

  it.each([
    [2, ['promote', 'kb-000009', ...SIGNED]],
    [2, ['retrain']],
    [2, ['import', '/nowhere.csv']],
    [2, ['ask', 'anything']],
    [2, ['compare', 'one', 'two']],
  ])('has status %i and one JSON object on stderr where `%s` fails', async (status, args) => {
    const found = await ventanilla([...args, '--data', await temporaryFolder(), '--json'], { env })
    expect([found.status, found.stdout]).toEqual([status, ''])
    SHAPES.failure.parse(JSON.parse(found.stderr))
  })
})
