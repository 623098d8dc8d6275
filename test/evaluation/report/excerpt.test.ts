import { describe, expect, it } from 'vitest'
import { excerpts } from '../../../evaluation/report/excerpt.js'

describe('excerpts of two answers', () => {
  it('are short answers as they are', () => {
    expect(excerpts('It costs 20 florins.', '')).toEqual(['It costs 20 florins.', ''])
  })

  it('end with a whole word and a sign that they go on', () => {
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

  it('are cut within a word that is longer than they are', () => {
    expect(excerpts('x'.repeat(1_000), '')[0]).toBe(`${'x'.repeat(240)} …`)
  })
})
