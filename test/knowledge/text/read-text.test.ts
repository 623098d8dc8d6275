import { describe, expect, it } from 'vitest'
import { normalise } from '../../../knowledge/text/normalise.js'
import { readText } from '../../../knowledge/text/read-text.js'

describe('a text from outside', () => {
  it.each([
    '¿Cuánto   cuesta\tregistrar una sociedad?',
    '  a\r\n\r\n b \u2028 c\u2029d ',
    'e\u0301 ﬁn ½ ﷺ ６１２ \u00a0 \u2003x',
    '6\u200b1\u200d2\u00ad3 \u202ea\u0000b\u000bc \ufeffd',
    '👨‍👩‍👧 👍🏽 6️⃣',
    '\ud800 x \udfff',
    'कर 公司 が ﾊﾟ',
    '\n \n',
    '',
  ])('means what it meant: %j', (text) => {
    expect(normalise(readText(text, 10_000))).toBe(normalise(normalise(text)))
  })

  it('keeps its lines and nothing else of its white space', () => {
    expect(readText(' a  b \n\n\t c\r\nd\u2028e\u00a0 f ', 100)).toBe('a b\nc\nd\ne f')
  })

  it('is read already where it was read before', () => {
    const once = readText('  a\u200b\u0301 ﷺ \n\n b ', 100)
    expect(readText(once, 100)).toBe(once)
  })

  it.each([
    ['letters', 'a'.repeat(50)],
    ['white space before them', `${' '.repeat(50)}${'a'.repeat(50)}`],
    ['characters that unifying lengthens', 'ﷺ'.repeat(50)],
  ])('is cut to size: %s', (_, text) => {
    expect(readText(text, 20)).toHaveLength(20)
  })

  it('is not cut within a character', () => {
    expect(readText('a👍👍', 4)).toBe('a👍')
  })

  it('is as long as it may be where unifying shortens it', () => {
    expect(readText('e\u0301'.repeat(10), 20)).toBe('é'.repeat(10))
  })
})
