import { describe, expect, it } from 'vitest'
import { replayLogged } from '../../evaluation/replay.js'
import { eldLanguageDetector } from '../../knowledge/adapters/eld-language-detector.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { createSearcher } from '../../knowledge/search/searcher.js'
import { pairOf, snapshotOf } from '../support/snapshot.js'

const fees = pairOf({ id: 'fees', question: 'What are the fees?', answer: 'Sixty euros.' })
const parking = pairOf({ id: 'parking', question: 'Is there a car park?', answer: 'Behind the house.' })

async function searcher(pairs: readonly QnaPair[]) {
  return createSearcher(await snapshotOf(pairs), await eldLanguageDetector(['en']))
}

describe('replaying logged questions', () => {
  it('returns those with a changed outcome, most often asked first', async () => {
    const questions = [
      { text: 'what are the fees', language: 'en', count: 9 },
      { text: 'is there a car park', language: 'en', count: 2 },
      { text: 'please, is there a car park', language: 'en', count: 5 },
      { text: 'who won the match', language: 'en', count: 7 },
    ]
    const now = new Date('2026-01-01T00:00:00Z')
    const replay = await replayLogged(await searcher([fees]), await searcher([fees, parking]), questions, now)
    expect(replay.asked).toBe(4)
    expect(replay.changed.map(({ question }) => question)).toEqual([
      'please, is there a car park',
      'is there a car park',
    ])
    expect(replay.changed[1]).toMatchObject({
      before: { kind: 'fallback', pairIds: [] },
      after: { kind: 'answered', pairIds: ['parking'] },
    })
  })
})
