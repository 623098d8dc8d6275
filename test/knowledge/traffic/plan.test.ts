import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isInShare, NO_TRIAL, runningTrial, trafficMode } from '../../../knowledge/traffic/plan.js'

const conversations = Array.from({ length: 10_000 }, (_, i) => `directline/${i % 2 === 0 ? i : randomUUID()}`)

describe('the share of a canary', () => {
  it.each([0.01, 0.1, 0.25, 0.5, 0.99])('is about %d of ten thousand conversations', (share) => {
    const taken = conversations.filter((conversation) => isInShare({ plan: 1, share }, conversation)).length
    const fourErrors = 4 * Math.sqrt((share * (1 - share)) / conversations.length)
    expect(Math.abs(taken / conversations.length - share)).toBeLessThan(fourErrors)
  })

  it('gives a conversation the same answer every time', () => {
    for (const conversation of conversations) {
      const first = isInShare({ plan: 7, share: 0.3 }, conversation)
      for (let again = 0; again < 3; again++) expect(isInShare({ plan: 7, share: 0.3 }, conversation)).toBe(first)
    }
  })

  it('keeps all its conversations when it grows', () => {
    for (const conversation of conversations) {
      if (isInShare({ plan: 1, share: 0.1 }, conversation)) {
        expect(isInShare({ plan: 1, share: 0.2 }, conversation)).toBe(true)
      }
    }
  })

  it('picks other conversations in another trial', () => {
    const of = (plan: number) => conversations.filter((conversation) => isInShare({ plan, share: 0.1 }, conversation))
    const both = of(1).filter((conversation) => isInShare({ plan: 2, share: 0.1 }, conversation))
    expect(both.length).toBeLessThan(of(1).length / 4)
  })

  it('is none or all at its ends', () => {
    expect(conversations.some((conversation) => isInShare({ plan: 1, share: 0 }, conversation))).toBe(false)
    expect(conversations.every((conversation) => isInShare({ plan: 1, share: 1 }, conversation))).toBe(true)
  })
})

describe('a traffic plan', () => {
  it('orders a trial only while it runs', () => {
    const plan = {
      ...NO_TRIAL,
      plan: 3,
      trial: 'canary' as const,
      challenger: 'kb-000002' as const,
      champion: 'kb-000001' as const,
      share: 0.1,
      since: '2026-03-01T10:00:00.000Z',
    }
    expect(trafficMode(NO_TRIAL)).toBe('none')
    expect(trafficMode({ ...plan, state: 'running' })).toBe('canary')
    for (const state of ['stopped', 'ended', 'retreated'] as const) expect(runningTrial({ ...plan, state })).toBeNull()
  })
})
