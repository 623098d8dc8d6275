import { describe, expect, it, onTestFinished } from 'vitest'
import type { TurnRecord } from '../../../bot/ports.js'
import { openLog } from '../../../knowledge/adapters/segment-log.js'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { named } from '../../../knowledge/person.js'
import { feedbackEntrySchema, feedbackRecorder } from '../../../knowledge/records/feedback.js'
import { turnEntrySchema, turnRecorder } from '../../../knowledge/records/turns.js'
import { type RunningTrial, runningTrial } from '../../../knowledge/traffic/plan.js'
import { moveAlias, readAliases } from '../../../knowledge/version/aliases.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { canaryFigures } from '../../../training/release/canary-figures.js'
import { openTrafficPlan } from '../../../training/release/documents.js'
import { watchTrials } from '../../../training/release/trial-watch.js'
import { beginTrial } from '../../../training/release/trials.js'
import { fixedClock, freezeRequest, temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { pathsIn } from '../../support/paths-in.js'

async function office(kind: 'shadow' | 'canary' = 'canary') {
  const folder = await temporaryDataFolder()
  for (let i = 0; i < 3; i++) await freeze(freezeRequest(folder))
  await moveAlias({
    store: folder,
    alias: 'champion',
    to: 'kb-000001',
    by: named('Ana'),
    reason: 'first',
    clock: fixedClock,
  })
  const parts = installationOf(folder)
  const signed = { by: named('Ana'), reason: 'test', override: true }
  const plan = await beginTrial(parts, { kind, version: 'kb-000002', share: 0.5, ...signed })
  return { parts, trial: runningTrial(plan) as RunningTrial }
}

type Office = Awaited<ReturnType<typeof office>>

/** A server's trial watch with its turn log; `stop` closes both cleanly. */
async function watch({ parts, trial }: Office) {
  const warnings: string[] = []
  const retreats: number[] = []
  const line = () => {}
  const logger = { debug: line, info: line, error: line, warn: (_: unknown, text: string) => void warnings.push(text) }
  const log = await openLog({
    folder: pathsIn(parts.store).turnsFolder,
    schema: turnEntrySchema,
    clock: fixedClock,
    logger,
  })
  const votes = await openLog({
    folder: pathsIn(parts.store).feedbackFolder,
    schema: feedbackEntrySchema,
    clock: fixedClock,
    logger,
  })
  const running = await watchTrials(
    { ...parts, logger },
    {
      by: named('the server'),
      traffic: { trial: () => (retreats.length > 0 ? null : trial), retreat: (plan) => void retreats.push(plan) },
      onTurn: () => {},
      onVote: () => {},
      pollMs: 10,
    },
  )
  const recorder = running.countTurns(turnRecorder(log))
  const rater = running.countFeedback(feedbackRecorder(votes))
  let stopped = false
  const stop = async () => {
    if (stopped) return
    stopped = true
    await running.stop()
    await log.close()
    await votes.close()
  }
  onTestFinished(stop)
  const turns = async (version: VersionId, good: number, bad: number) => {
    const kinds = [...new Array(good).fill('answered'), ...new Array(bad).fill('fallback')]
    for (const kind of kinds) await recorder.record(turnOf(version, kind))
  }
  const answered = async (version: VersionId, receipt: string) =>
    recorder.record({ ...turnOf(version, 'answered'), receipt })
  const rate = (
    version: VersionId,
    receipt: string,
    helpful: boolean,
    before: boolean | null = null,
    answeredAt = fixedClock.now(),
  ) => rater.record({ ...voteOf(version, receipt), helpful, before, answeredAt })
  return {
    turns,
    answered,
    rate,
    stop,
    warnings,
    retreats,
    state: async () => (await openTrafficPlan(parts.store).read()).state,
  }
}

function voteOf(version: VersionId, receipt: string) {
  return { receipt, at: fixedClock.now(), channel: 'test', language: 'es', version, pairId: 'fees' }
}

function turnOf(version: VersionId, kind: TurnRecord['kind']): TurnRecord {
  const fields = { receipt: 'X', at: fixedClock.now(), channel: 'test', language: 'es', pairIds: [] }
  return { ...fields, kind, version, confidence: 0.5, unseenShare: 0 }
}

describe('the watch over a canary', () => {
  it('stops a clearly worse challenger, in traffic at once and then on record', async () => {
    const one = await office()
    const { turns, warnings, retreats, state } = await watch(one)
    await turns('kb-000001', 36, 4)
    await turns('kb-000002', 5, 25)
    expect(retreats).toEqual([1])
    expect(warnings).toEqual(['canary retreats: it leaves more questions without a helpful answer'])
    await expect.poll(state).toBe('retreated')
    expect((await readAliases(one.parts.store)).challenger).toBeNull()
    expect((await readAudit(one.parts.store)).at(-1)).toMatchObject({
      event: 'canary',
      by: 'the server',
      details: {
        act: 'retreated',
        reason: 'fallbacks, handoffs and "not helpful": 25 of 30 turns on the challenger, 4 of 40 on the champion',
        challengerTurns: 30,
        challengerBad: 25,
      },
    })
  })

  it('keeps a challenger that is as good', async () => {
    const { turns, retreats, state } = await watch(await office())
    for (let i = 0; i < 10; i++) {
      await turns('kb-000001', 9, 1)
      await turns('kb-000002', 9, 1)
    }
    expect([retreats, await state()]).toEqual([[], 'running'])
  })

  it('stops one whose answers do not help, even with a restart between answers and votes', async () => {
    const one = await office()
    const first = await watch(one)
    await first.turns('kb-000001', 40, 0)
    for (let i = 0; i < 30; i++) await first.answered('kb-000002', `R${i}`)
    for (let i = 0; i < 3; i++) await first.rate('kb-000002', `R${i}`, false)
    await first.stop()
    expect(first.retreats).toEqual([])
    const second = await watch(one)
    for (let i = 3; i < 25; i++) await second.rate('kb-000002', `R${i}`, false)
    expect(second.retreats).toEqual([1])
    await expect.poll(second.state).toBe('retreated')
    const { details } = (await readAudit(one.parts.store)).at(-1) ?? {}
    expect(details).toMatchObject({ championNotHelpful: 0, challengerNotHelpful: expect.any(Number) })
    expect(details?.challengerNotHelpful).toBe(details?.challengerBad)
  })

  it('counts only the last vote on each answer', async () => {
    const one = await office()
    const { turns, answered, rate, retreats } = await watch(one)
    await turns('kb-000001', 40, 0)
    for (let i = 0; i < 30; i++) {
      await answered('kb-000002', `R${i}`)
      await rate('kb-000002', `R${i}`, false)
      await rate('kb-000002', `R${i}`, true, false)
    }
    expect(retreats).toEqual([])
    const { arms } = await canaryFigures(one.parts.store, await openTrafficPlan(one.parts.store).read(), () => {})
    expect(arms.challenger).toEqual({ turns: 30, bad: 0, notHelpful: 0 })
  })

  it('ignores votes on answers from before the trial', async () => {
    const { turns, rate, retreats } = await watch(await office())
    await turns('kb-000001', 40, 0)
    await turns('kb-000002', 30, 0)
    const answeredAt = new Date(fixedClock.now().getTime() - 1)
    for (let i = 0; i < 30; i++) await rate('kb-000002', `R${i}`, false, null, answeredAt)
    expect(retreats).toEqual([])
  })

  it('continues counting after a restart', async () => {
    const one = await office()
    const first = await watch(one)
    await first.turns('kb-000001', 36, 4)
    await first.turns('kb-000002', 4, 20)
    await first.stop()
    expect(first.retreats).toEqual([])
    const second = await watch(one)
    await second.turns('kb-000002', 1, 5)
    expect(second.retreats).toEqual([1])
    await expect.poll(second.state).toBe('retreated')
  })

  it('completes a retreat that was interrupted before it was recorded', async () => {
    const one = await office()
    const first = await watch(one)
    await first.turns('kb-000001', 36, 4)
    await first.turns('kb-000002', 4, 20)
    await first.stop()
    const log = await openLog({
      folder: pathsIn(one.parts.store).turnsFolder,
      schema: turnEntrySchema,
      clock: fixedClock,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    })
    for (let i = 0; i < 20; i++) await turnRecorder(log).record(turnOf('kb-000002', 'handoff'))
    await log.close()
    const second = await watch(one)
    expect(second.retreats).toEqual([1])
    await expect.poll(second.state).toBe('retreated')
  })
})

describe('the watch over any trial', () => {
  it.each([
    ['canary', 'kb-000002', 'the challenger was promoted'],
    ['shadow', 'kb-000003', 'the champion moved from kb-000001 to kb-000003'],
  ] as const)('ends a %s when %s is champion', async (kind, champion, reason) => {
    const one = await office(kind)
    const { state } = await watch(one)
    expect(await state()).toBe('running')
    const move = {
      store: one.parts.store,
      alias: 'champion',
      by: named('Ana'),
      reason: 'test',
      clock: fixedClock,
    } as const
    await moveAlias({ ...move, to: champion })
    await expect.poll(state).toBe('ended')
    expect((await openTrafficPlan(one.parts.store).read()).ended).toMatchObject({ reason })
  })
})
