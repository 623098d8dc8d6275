import { beforeAll, describe, expect, it } from 'vitest'
import { readMessage } from '../../../bot/message/read-message.js'
import { hostileShapes, type Shape } from '../../../deploy/bench/hostile-shapes.js'
import { longestHoldMs } from '../../../deploy/bench/longest-hold.js'
import { eldLanguageDetector } from '../../../knowledge/adapters/eld-language-detector.js'
import { pairKey } from '../../../knowledge/content/qna-pair.js'
import { keptText } from '../../../knowledge/records/unanswered.js'
import { createSearcher } from '../../../knowledge/search/searcher.js'
import { readText } from '../../../knowledge/text/read-text.js'
import { leastCpuMsOf } from '../../support/cpu-time.js'
import { samplePairs } from '../../support/sample.js'
import { snapshotOf } from '../../support/snapshot.js'
import { join, type TestChat, testChat } from '../../support/test-chat.js'

/** These stopped the server, or nearly; and some of all the others, which `npm run bench:hostile` sends. */
const WORST = [`tel${' '.repeat(38)}`, 'ﷺ', ' ', '公司注册费用', '٣ ', '\u0316\u0301', '3', 'asdfgh', 'a@'].map(
  (piece) => ({
    name: JSON.stringify(piece),
    fill: (chars: number) => piece.repeat(Math.ceil(chars / piece.length)).slice(0, chars),
  }),
)
const shapes: readonly Shape[] = [
  ...WORST,
  ...hostileShapes().filter(({ name }, place) => place % 100 === 0 || /differ|and|aa,|twelve|everything/.test(name)),
]

/** Less than this is no burden, and too little to compare. */
const LITTLE_MS = 60

describe('a message of any shape', () => {
  it.each(shapes)('is kept without personal data in time proportional to its length: $name', async ({ fill }) => {
    const [short, long] = [fill(4_000), fill(16_000)]
    const longMs = await leastCpuMsOf(4, () => keptText(long), LITTLE_MS)
    if (longMs > LITTLE_MS) expect(longMs).toBeLessThan(6 * (await leastCpuMsOf(2, () => keptText(short))))
  })

  it.each(shapes)('is read in time proportional to its length: $name', async ({ fill }) => {
    const [short, long] = [fill(60_000), fill(240_000)]
    const longMs = await leastCpuMsOf(4, () => readText(long, 240_000), LITTLE_MS)
    if (longMs > LITTLE_MS) expect(longMs).toBeLessThan(6 * (await leastCpuMsOf(2, () => readText(short, 240_000))))
  })
})

describe('a turn', () => {
  let chat: TestChat

  beforeAll(async () => {
    const languages = ['es', 'en'] as const
    const pairs = samplePairs(languages)
    const byKey = new Map(pairs.map((pair) => [pairKey(pair), pair]))
    const searcher = createSearcher(await snapshotOf(pairs), await eldLanguageDetector(languages))
    chat = testChat({
      ask: (question) => searcher.search(question),
      pair(id, language) {
        const pair = byKey.get(pairKey({ id, language }))
        return pair === undefined ? null : { pair, version: 'kb-000001' }
      },
      starters: () => [],
      languages: () => languages,
    })
    await chat.send(join())
    // The first turns read data and compile code.
    for (const { fill } of shapes) await chat.send(fill(300))
  })

  it.each(shapes)('keeps nobody else waiting for longer than 50 ms: $name', async ({ fill }) => {
    for (const chars of [2_000, 10_000, 80_000]) {
      let holdMs = Number.POSITIVE_INFINITY
      for (let run = 0; run < 4 && holdMs > 50; run++) {
        holdMs = Math.min(holdMs, await longestHoldMs(() => chat.send(fill(chars))))
      }
      expect(holdMs).toBeLessThan(50)
    }
  })

  it('gives what it records to be kept as it was read', async () => {
    chat.unanswered.splice(0)
    const text = `zarquon${' \u200b'.repeat(500)}blivet frobnik ﬁ`
    await chat.send(text)
    expect(chat.unanswered.map((question) => question.text)).toEqual([
      readMessage({ text, recipient: { id: 'bot', name: '' }, entities: [] }),
    ])
  })
})
