import { describe, expect, it } from 'vitest'
import { excerpts } from '../../../evaluation/report/excerpt.js'

describe('excerpts of two answers', () => {
  it('are short answers as they are', () => {
    expect(excerpts('It costs 20 florins.', '')).toEqual(['It costs 20 florins.', ''])
  })

  it('end with a whole word and an ellipsis', () => {
    const [before, after] = excerpts('word '.repeat(100), 'other '.repeat(100))
    expect(before).toBe(`${'word '.repeat(48).trim()} …`)
    expect(after).toBe(`${'other '.repeat(40).trim()} …`)
  })

  it('show the first difference, wherever it lies', () => {
    const common = 'The office is open on weekdays. '.repeat(20)
    const [before, after] = excerpts(`${common}It costs 20 florins.`, `${common}It costs 25 florins.`)
    expect(before).toMatch(/^… .*It costs 20 florins\.$/)
    expect(after).toMatch(/^… .*It costs 25 florins\.$/)
    expect(before.length).toBeLessThan(100)
  })

  it('are cut within a word that is longer than the limit', () => {
    expect(excerpts('x'.repeat(1_000), '')[0]).toBe(`${'x'.repeat(240)} …`)
  })

  it('show the difference also in scripts without spaces, beside a word apart', () => {
    const common = `窓口 ${'平日は午前九時から午後五時まで開いています。'.repeat(20)}`
    const [before, after] = excerpts(`${common}二十円です。`, `${common}三十円です。`)
    expect([before, after]).toEqual([
      expect.stringMatching(/^… .*二十円です。$/),
      expect.stringMatching(/三十円です。$/),
    ])
    expect(before.length).toBeLessThan(100)
    expect(excerpts(`a ${'円'.repeat(1_000)}`, '')[0].length).toBeGreaterThan(200)
  })

  it('are never cut within a character', () => {
    for (const lead of ['', 'x']) {
      const common = lead + '😀'.repeat(400)
      for (const text of [...excerpts(common, ''), ...excerpts(`${common}1`, `${common}2`)]) {
        expect(Buffer.from(text).toString()).toBe(text)
      }
    }
  })
})
