import { describe, expect, it } from 'vitest'
import { learnPieces } from '../../../deploy/bench/sized-model/learn-pieces.js'

describe('learning the pieces that words are made of', () => {
  const counts = new Map([
    ['lower', 10],
    ['lowest', 10],
    ['newer', 10],
    ['newest', 10],
    ['é', 9],
    ['once', 1],
  ])

  it('joins the most frequent neighbours, beginning with single letters', () => {
    const pieces = learnPieces(counts, 15)
    expect(pieces.slice(0, 9).every((piece) => [...piece.replace('##', '')].length === 1)).toBe(true)
    expect(pieces).toContain('##we')
    expect(pieces).toHaveLength(15)
    expect(pieces).toEqual(learnPieces(counts, 15))
    expect(new Set(pieces).size).toBe(15)
  })

  it('ends when every word is one piece, and skips rare letters', () => {
    const pieces = learnPieces(counts, 1_000)
    expect(pieces).toEqual(expect.arrayContaining(['lower', 'lowest', 'newer', 'newest', 'é']))
    expect(pieces).not.toContain('once')
    expect(pieces.join('')).not.toContain('c')
  })
})
