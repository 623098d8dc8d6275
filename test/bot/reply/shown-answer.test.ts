import type { Activity } from 'botbuilder'
import { describe, expect, it } from 'vitest'
import { safeMarkdown, shownText, toPlainText } from '../../../bot/reply/answer-text.js'
import { shownAnswer } from '../../../bot/reply/shown-answer.js'
import { answerLoad, MOST_ANSWER_LOAD } from '../../../knowledge/content/answer-load.js'
import { decodePairs, encodePairs } from '../../../knowledge/version/version-files.js'
import { leastCpuMsOf } from '../../support/cpu-time.js'
import { pairOf, scriptedAssistant } from '../../support/scripted-assistant.js'
import { join, testChat } from '../../support/test-chat.js'

const upTo = (piece: string, chars: number) => piece.repeat(Math.ceil(chars / piece.length)).slice(0, chars)

/** What took the parser of Markdown up to six seconds takes up to 20 ms on a quiet machine. */
const MOST_MS = 200

const PIECES = [
  ...['- a\n', '1. b\n', '- a\n  - b\n    - c\n', '- [a](https://a.es)\n', '- a\n\n', '> a\nb\n', '> ', '- ', '1. '],
  ...[
    'a\n=\n',
    '# a\n',
    '```\na\n```\n',
    '\ta\n',
    '\n',
    'a\n\n',
    'a  \n',
    '---\n',
    '<div>\n',
    '[a]: http://a.es\n',
    '[a]\n',
  ],
  ...[
    '*',
    '*a ',
    '**a** ',
    '_a ',
    '*_',
    '[',
    '![',
    '[a](',
    '[a]',
    '[a](https://a.es) ',
    '![a](javascript:1) ',
    '](',
    '<',
  ],
  ...['<a> ', '<https://a.es> ', '`a', '``a', '&amp;', '\\*', '<!-- ', '<![CDATA[', '~~~\n'],
]

/** The longest answer of these that may be imported. */
function longest(piece: string): string {
  let text = piece
  while (text.length < 25_000 && answerLoad(text + piece) <= MOST_ANSWER_LOAD) text += piece
  return text
}

describe('an answer', () => {
  it.each(PIECES)('is worked out in no time, or shown as it was typed: %j', async (piece) => {
    for (const text of [longest(piece), upTo(piece, 25_000), `${upTo(piece, 12_500)}a${upTo(piece, 12_500)}`]) {
      expect(await leastCpuMsOf(5, () => shownText(text), MOST_MS)).toBeLessThanOrEqual(MOST_MS)
    }
  })

  it('is worked out once, not at every reply', async () => {
    const pair = pairOf('list', 'es', { answer: longest('- [a](https://a.es/b) *c*\n').trim() })
    const first = shownAnswer(pair)
    const both = [first.markdown, first.plain]
    for (let i = 0; i < 1_000; i++) both.push(shownAnswer(pair).markdown, shownAnswer(pair).plain)
    expect(new Set(both).size).toBe(2)
    expect(shownAnswer(pair)).toBe(first)
    expect(first.markdown).toBe(safeMarkdown(pair.answer))
    expect(first.plain).toBe(toPlainText(safeMarkdown(pair.answer)))
  })

  it('of an older version is still served where there is too much in it to read', async () => {
    const heavy = pairOf('heavy', 'es', { answer: `Requisitos:\n\n${upTo('- un <b>punto</b>\n', 24_000)}`.trim() })
    const [pair = heavy] = decodePairs(new TextEncoder().encode(encodePairs([heavy])))
    for (const channel of ['directline', 'sms']) {
      const assistant = scriptedAssistant([pair])
      assistant.script('requisitos', { kind: 'answered', pair, confidence: 0.9 })
      const chat = testChat(assistant, { channel })
      await chat.send(join())
      const replies: Partial<Activity>[] = []
      const ask = async () => void replies.splice(0, replies.length, ...(await chat.send('requisitos')))
      expect(await leastCpuMsOf(5, ask, MOST_MS)).toBeLessThanOrEqual(MOST_MS)
      const told = replies.map(({ text }) => text).join('\n')
      const point = channel === 'sms' ? '- un <b>punto</b>' : '\\- un \\<b\\>punto\\</b\\>'
      expect(told.split(point).length - 1).toBeGreaterThan(1_000)
    }
  })
})

describe('what there is to read in an answer', () => {
  it.each([
    ['Cuesta 10 €.', 1],
    ['Uno.\n\nDos **tres** [cuatro](https://a.es).', 9],
    ['- a\n- b', 4],
    ['> > - a', 4],
    ['a_b `c` &amp; <d> !', 7],
  ])('%j: %i', (answer, load) => {
    expect(answerLoad(answer)).toBe(load)
  })
})
