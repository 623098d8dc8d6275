import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDataFolder } from '../../knowledge/adapters/data-folder.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { ventanilla } from '../support/built-cli.js'
import { fixedClock } from '../support/freezing.js'
import { pathsIn } from '../support/paths-in.js'
import { officeGolden, officePairs, writeGolden } from '../support/retraining.js'
import { pairOf } from '../support/snapshot.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const env = { GATE_LIMITS: 'calibrationError=0.9,latencyRatio=1000', FOUR_EYES: 'yes', LOG_LEVEL: 'warn' }
const parking = pairOf({ id: 'parking', question: 'Is there parking at the office?', answer: 'Yes, behind it.' })
const swapped = officePairs.map((pair) => (pair.id === 'fees' ? { ...pair, answer: 'Nine to two on weekdays.' } : pair))

/** The command line on one data folder, JSON in and out. */
async function office() {
  const data = await temporaryFolder()
  const folder = await openDataFolder(data, fixedClock)
  await writeGolden(folder, officeGolden)
  const verb = async (...args: readonly string[]) => {
    const { status, stdout, stderr } = await ventanilla([...args, '--data', data, '--json'], { env })
    const failure = () => JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error
    return { status, json: stdout === '' ? null : JSON.parse(stdout), failure }
  }
  const importPairs = async (pairs: readonly QnaPair[]) => {
    const file = join(data, 'import.jsonl')
    await writeFile(file, pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''))
    return verb('import', file, '--source', 'office')
  }
  return { folder, verb, importPairs }
}

describe('before any promotion', () => {
  it('advises a judgement that needs no other version', async () => {
    const { verb, importPairs } = await office()
    await importPairs(officePairs)
    await verb('freeze', '--author', 'Ana')
    const eva = ['--by', 'Eva', '--reason', 'the first'] as const
    const unjudged = await verb('promote', 'kb-000001', ...eva)
    expect(unjudged).toMatchObject({ status: 1 })
    const { code, hint } = unjudged.failure()
    expect([code, hint]).toEqual([
      'NOT_JUDGED',
      'judge it with: ventanilla retrain; it names the version that can then be promoted',
    ])
    expect((await verb('retrain', '--author', 'Ana')).json).toMatchObject({ version: 'kb-000001', gate: 'pass' })
    expect((await verb('promote', 'kb-000001', ...eva)).json).toEqual({ champion: 'kb-000001', previous: null })
  })
})

describe('from an edit to a promotion and back', () => {
  it('requires evidence, keeps the audit log and replays any answer', async () => {
    const { folder, verb, importPairs } = await office()
    await importPairs(officePairs)
    expect(await verb('retrain', '--author', 'Ana')).toMatchObject({
      status: 0,
      json: { version: 'kb-000001', gate: 'pass' },
    })
    const eva = ['--by', 'Eva', '--reason', 'agreed on Monday'] as const
    expect((await verb('promote', 'kb-000001', ...eva)).json).toEqual({ champion: 'kb-000001', previous: null })

    await importPairs(swapped)
    const held = await verb('retrain', '--author', 'Ana')
    expect(held).toMatchObject({ status: 1, json: { version: 'kb-000002', gate: 'hold', reused: expect.any(Number) } })
    expect(held.json.reasons[0]).toContain('fees/en now gives the answer that hours/en had')
    const refused = await verb('promote', 'kb-000002', ...eva)
    expect(refused).toMatchObject({ status: 1, json: null })
    expect(refused.failure()).toMatchObject({ code: 'GATE_HELD' })

    await importPairs([...officePairs, parking])
    expect(await verb('retrain', '--author', 'Ana')).toMatchObject({ status: 0, json: { version: 'kb-000003' } })
    expect((await verb('promote', 'kb-000003', '--by', 'ana', '--reason', 'x')).failure()).toMatchObject({
      code: 'FOUR_EYES',
    })
    const beforeMs = Date.now()
    expect(await verb('promote', 'kb-000003', ...eva)).toMatchObject({ status: 0, json: { previous: 'kb-000001' } })

    const compared = await verb('compare', 'kb-000001', 'kb-000002')
    expect(compared).toMatchObject({ status: 1, json: { won: 0, gate: 'hold', moved: expect.any(Array) } })
    expect(compared.json.moved[0]).toMatchObject({
      verdict: 'lost',
      before: { kind: 'answered' },
      question: expect.any(String),
    })
    expect((await verb('diff', 'kb-000001', 'kb-000003')).json).toMatchObject({
      added: ['parking/en'],
      changed: [],
      removed: [],
    })
    expect((await verb('evaluate')).json).toMatchObject({ version: 'kb-000003', cases: 38, clean: { answerable: 32 } })

    const question = 'is there parking at the office?'
    expect((await verb('ask', question)).json).toMatchObject({ version: 'kb-000003', pairId: 'parking', asOf: null })
    const then = new Date(beforeMs).toISOString()
    expect((await verb('ask', question, '--as-of', then)).json).toMatchObject({ version: 'kb-000001', asOf: then })
    expect((await verb('ask', question, '--as-of', 'kb-000001')).json).toMatchObject({ version: 'kb-000001' })
    expect((await verb('versions', '--at', then)).json).toMatchObject([{ id: 'kb-000001' }])

    expect((await verb('rollback', ...eva)).json).toEqual({ champion: 'kb-000001', previous: 'kb-000003' })
    expect(await verb('audit', 'verify')).toMatchObject({ status: 0, json: { ok: true, entries: 12 } })
    const log = join(pathsIn(folder).auditFolder, 'audit.jsonl')
    await writeFile(log, (await readFile(log, 'utf8')).replace('agreed on Monday', 'agreed on Friday'))
    expect(await verb('audit', 'verify')).toMatchObject({ status: 1, json: { ok: false, firstBroken: 4 } })
  })
})
