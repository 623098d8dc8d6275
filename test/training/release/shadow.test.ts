import { describe, expect, it, onTestFinished } from 'vitest'
import { createAssistants } from '../../../deploy/roles/assistant.js'
import { memoryLog } from '../../../knowledge/adapters/memory-log.js'
import type { Decision, Outcome, Question } from '../../../knowledge/search/outcome.js'
import type { RunningTrial } from '../../../knowledge/traffic/plan.js'
import { differenceBetween, type ShadowEntry } from '../../../knowledge/traffic/shadow-entry.js'
import { summariseShadow } from '../../../knowledge/traffic/shadow-summary.js'
import type { LoadedVersion } from '../../../training/loaded-version.js'
import { type ShadowOptions, startShadow } from '../../../training/release/shadow.js'
import { until } from '../../support/direct-line-http.js'
import { fixedClock } from '../../support/freezing.js'
import { pairOf } from '../../support/snapshot.js'
import { testChat } from '../../support/test-chat.js'

const fees = pairOf({ id: 'fees', question: 'How much is it?' })
const hours = pairOf({ id: 'hours', question: 'When are you open?' })
const answered = (pair = fees): Outcome => ({ kind: 'answered', pair, confidence: 0.9 })
const fallback: Outcome = { kind: 'fallback', reason: 'not-confident', confidence: 0.1 }

const TRIAL: RunningTrial = {
  plan: 4,
  kind: 'shadow',
  challenger: 'kb-000002',
  champion: 'kb-000001',
  share: 0,
  since: fixedClock.now(),
}

function decisionOf(outcome: Outcome, version: Decision['version']): Decision {
  const thresholds = { confidence: 0.5, ambiguityMargin: 0.1 }
  const asked = { language: 'en', normalised: '', unseenShare: 0, nearestOutOfScope: null }
  return { ...asked, outcome, version, candidates: [], thresholds }
}

function questionOf(text: string): Question {
  return { text, languageHint: 'en', filter: {}, now: fixedClock.now() }
}

type Search = (question: Question) => Promise<Decision>

function loaded(id: Decision['version'], search: Search): LoadedVersion {
  const pairs = new Map([fees, hours].map((pair) => [`${pair.id}/${pair.language}`, pair]))
  return { id, searcher: { search } as LoadedVersion['searcher'], pairs, languages: ['en'], close: async () => {} }
}

function laneOf(version: LoadedVersion) {
  return {
    current: () => ({ id: version.id, value: version }),
    use: <R>(turn: (value: LoadedVersion, id: Decision['version']) => Promise<R>) => turn(version, version.id),
  }
}

function shadowOf(search: Search, options: Partial<ShadowOptions> = {}) {
  const { log, read } = memoryLog<ShadowEntry>(fixedClock)
  const seen: string[] = []
  const shadow = startShadow({
    traffic: { trial: () => TRIAL, challenger: () => laneOf(loaded('kb-000002', search)) },
    log,
    clock: fixedClock,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    onEntry: (outcome) => seen.push(outcome),
    ...options,
  })
  onTestFinished(() => shadow.stop())
  const champion = (outcome: Outcome) => decisionOf(outcome, 'kb-000001')
  return { shadow, read, seen, champion }
}

const HOUR_MS = 3_600_000

const never = () => new Promise<Decision>(() => {})

describe('a shadow challenger', () => {
  it('is compared with the citizen’s answer; words are kept only when the two differ, without personal data', async () => {
    const { shadow, read, seen, champion } = shadowOf(async ({ text }) =>
      decisionOf(text.startsWith('same') ? answered() : answered(hours), 'kb-000002'),
    )
    shadow.offer(questionOf('same secret words'), champion(answered()))
    shadow.offer(questionOf('mail ana.perez@correo.example, how much?'), champion(answered()))
    shadow.offer(questionOf('blivet'), champion(fallback))
    await until(() => seen.length === 3, 'three comparisons')
    const entries: ShadowEntry[] = []
    for await (const entry of read()) entries.push(entry)
    const common = { at: '2026-03-01T10:00:00.000Z', plan: 4, dropped: 0 }
    expect(entries[0]).toEqual({ kind: 'agreed', ...common })
    expect(entries[1]).toMatchObject({
      kind: 'disagreed',
      difference: 'other-pair',
      language: 'en',
      champion: { version: 'kb-000001', kind: 'answered', pairIds: ['fees'], confidence: 0.9 },
      challenger: { version: 'kb-000002', kind: 'answered', pairIds: ['hours'], confidence: 0.9 },
    })
    expect(JSON.stringify(entries)).not.toMatch(/ana\.perez|secret/)
    const summary = await summariseShadow(read(), 4, 1)
    expect(summary).toMatchObject({
      compared: 3,
      agreed: 1,
      disagreed: 2,
      differences: { 'other-pair': 1, 'answered-now': 1 },
      examples: [{ question: 'blivet' }],
    })
    expect((await summariseShadow(read(), 5, 1)).compared).toBe(0)
  })

  it('that hangs delays no turn', async () => {
    const { shadow, seen } = shadowOf(never, { mostWaiting: 3, answerLimitMs: HOUR_MS })
    const champion = loaded('kb-000001', async () => decisionOf(answered(), 'kb-000001'))
    const assistants = createAssistants({ lane: () => laneOf(champion), forget: () => {} }, shadow.offer)
    const chat = testChat(assistants.forTurn('c'), { assistant: assistants, locale: 'en-GB' })
    await chat.send('hello')
    for (let i = 0; i < 20; i++) expect((await chat.send('how much'))[0]?.text).toContain('Answer of fees')
    // The hanging search has not ended, so the only entries are those of dropped questions.
    expect(new Set(seen)).toEqual(new Set(['dropped']))
  })

  it('that hangs uses bounded memory, and its timeouts are counted', async () => {
    const { shadow, read, seen, champion } = shadowOf(never, { mostWaiting: 3, answerLimitMs: 20 })
    for (let i = 0; i < 20; i++) shadow.offer(questionOf('how much'), champion(answered()))
    await until(() => seen.filter((outcome) => outcome === 'failed').length === 4, 'timeouts')
    expect(seen.filter((outcome) => outcome === 'dropped').length).toBe(16)
    const summary = await summariseShadow(read(), 4, 1)
    expect(summary).toMatchObject({ compared: 0, agreementRate: null })
  })

  it('that hangs does not delay a stop', async () => {
    let asked = false
    const hangs = () => {
      asked = true
      return never()
    }
    const { shadow, champion } = shadowOf(hangs, { answerLimitMs: HOUR_MS })
    shadow.offer(questionOf('how much'), champion(answered()))
    await until(() => asked, 'the question')
    await shadow.stop()
  })

  it('that throws is counted and continues', async () => {
    let first = true
    const { shadow, seen, champion } = shadowOf(async () => {
      if (!first) return decisionOf(answered(), 'kb-000002')
      first = false
      throw new Error('broken')
    })
    for (let i = 0; i < 2; i++) shadow.offer(questionOf('how much'), champion(answered()))
    await until(() => seen.length === 2, 'both')
    expect(seen).toEqual(['failed', 'agreed'])
  })

  it('is asked only after the reply was sent', async () => {
    const order: string[] = []
    const champion = loaded('kb-000001', async () => decisionOf(answered(), 'kb-000001'))
    const assistants = createAssistants({ lane: () => laneOf(champion), forget: () => {} }, () => order.push('offered'))
    const turn = assistants.forTurn('c')
    await turn.ask(questionOf('how much'))
    order.push('replied')
    turn.replied()
    expect(order).toEqual(['replied', 'offered'])
  })
})

describe('two outcomes', () => {
  const choices = (...pairs: (typeof fees)[]): Outcome => ({ kind: 'clarification', pairs, confidence: 0.4 })
  it.each([
    [answered(), answered(), null],
    [answered(), answered(pairOf({ id: 'fees', question: 'x', answer: 'Other words.' })), 'answer-changed'],
    [answered(), answered(hours), 'other-pair'],
    [fallback, answered(), 'answered-now'],
    [answered(), fallback, 'no-longer-answered'],
    [choices(fees, hours), choices(fees, hours), null],
    [choices(fees, hours), choices(hours, fees), 'other-choices'],
    [choices(fees), fallback, 'other-outcome'],
    [fallback, fallback, null],
  ] as const)('differ by the citizen’s answer (%#)', (champion, challenger, difference) => {
    expect(differenceBetween(champion, challenger)).toBe(difference)
  })
})
