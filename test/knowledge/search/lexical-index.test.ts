import { describe, expect, it } from 'vitest'
import { passagesOf } from '../../../knowledge/content/passage.js'
import { buildLexicalIndex } from '../../../knowledge/search/lexical/lexical-index.js'
import { ANSWER_SIGNALS } from '../../../knowledge/search/lexical/lexical-parts.js'
import { words } from '../../../knowledge/text/normalise.js'
import { samplePairs } from '../../support/sample.js'

const pairs = samplePairs(['es', 'en'])
const wholeText = (position: number) => {
  const { question = '', alternateQuestions = [], answer = '' } = pairs[position] ?? {}
  return words([question, ...alternateQuestions, answer].join('\n'))
}

describe('a text scored by itself', () => {
  it('scores the same as in the index', async () => {
    const index = await buildLexicalIndex(pairs)
    for (const { text, pair } of passagesOf(pairs).filter((_, row) => row % 40 === 0)) {
      const alone = index.scoreText(words(text), wholeText(pair))
      const { answer } = index.score(words(text))
      for (const signal of ANSWER_SIGNALS) expect(alone[signal]).toBeCloseTo(answer[signal][pair] ?? 0, 5)
    }
  })

  it('without one phrasing, scores nearly the same as in an index that never had it', async () => {
    const index = await buildLexicalIndex(pairs)
    for (const position of [3, 50, 120, 199]) {
      const pair = pairs[position]
      if (pair === undefined) continue
      const [removed = '', ...alternateQuestions] = pair.alternateQuestions
      const without = pairs.with(position, { ...pair, alternateQuestions })
      const { answer } = (await buildLexicalIndex(without)).score(words(removed))
      const text = words([pair.question, ...alternateQuestions, pair.answer].join('\n'))
      const alone = index.scoreText(words(removed), text)
      const whole = index.scoreText(words(removed), wholeText(position))
      for (const signal of ANSWER_SIGNALS) {
        expect(Math.abs(alone[signal] - (answer[signal][position] ?? 0))).toBeLessThan(0.03)
        expect(alone[signal]).toBeLessThan(whole[signal])
      }
    }
  })

  it('scores zero for an empty text or query', async () => {
    const index = await buildLexicalIndex(pairs)
    const nothing = { answerLetters: 0, answerStems: 0, answerPairs: 0 }
    expect(index.scoreText([], wholeText(0))).toEqual(nothing)
    expect(index.scoreText(['tasa'], [])).toEqual(nothing)
    expect((await buildLexicalIndex([])).scoreText(['tasa'], [])).toEqual(nothing)
  })
})
