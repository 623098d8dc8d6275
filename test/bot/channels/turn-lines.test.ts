import { describe, expect, it } from 'vitest'
import { TurnLines } from '../../../bot/channels/turn-lines.js'

/** Longer than any test takes. */
const HOUR_MS = 3_600_000

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function linesOf(turnMs: number, overdue: string[] = []): TurnLines {
  return new TurnLines({ turnMs, onOverdue: (conversation) => overdue.push(conversation) })
}

describe('the turns of a conversation', () => {
  it('run in the order they arrived, also after one that failed', async () => {
    const lines = linesOf(HOUR_MS)
    const steps: string[] = []
    const turn = (name: string, ms: number) =>
      lines.run('a', async () => {
        steps.push(`${name} begins`)
        await pause(ms)
        steps.push(`${name} ends`)
        if (name === '1') throw new Error('broken')
      })
    const [first, ...rest] = [turn('1', 20), turn('2', 10), turn('3', 0)]
    await expect(first).rejects.toThrow('broken')
    await Promise.all(rest)
    expect(steps).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends'])
    expect(lines.size).toBe(0)
  })

  it('do not wait for another conversation', async () => {
    const lines = linesOf(HOUR_MS)
    void lines.run('a', () => new Promise(() => {}))
    let ran = false
    await lines.run('b', async () => {
      ran = true
    })
    expect(ran).toBe(true)
  })

  it('continue beside one that hangs, which is reported', async () => {
    const overdue: string[] = []
    const lines = linesOf(20, overdue)
    void lines.run('a', () => new Promise(() => {}))
    let ran = false
    await lines.run('a', async () => {
      ran = true
    })
    expect(ran).toBe(true)
    expect(overdue).toEqual(['a'])
  })

  it('continue in order behind one that hangs', async () => {
    const lines = linesOf(20)
    const steps: string[] = []
    void lines.run('a', () => new Promise(() => {}))
    const turns = ['2', '3'].map((name) =>
      lines.run('a', async () => {
        steps.push(`${name} begins`)
        await Promise.resolve()
        steps.push(`${name} ends`)
      }),
    )
    await Promise.all(turns)
    expect(steps).toEqual(['2 begins', '2 ends', '3 begins', '3 ends'])
  })

  it('are counted from their arrival until they are finished or given up', async () => {
    const lines = linesOf(20)
    void lines.run('a', () => new Promise(() => {}))
    const second = lines.run('a', async () => {})
    expect([lines.waiting('a'), lines.waiting('b'), lines.size]).toEqual([2, 0, 1])
    await second
    await lines.idle()
    expect([lines.waiting('a'), lines.size]).toEqual([0, 0])
  })

  it('are waited for until none is under way', async () => {
    const lines = linesOf(HOUR_MS)
    const steps: string[] = []
    for (const name of ['1', '2']) {
      void lines.run('a', async () => {
        await pause(10)
        steps.push(name)
      })
    }
    await lines.idle()
    expect(steps).toEqual(['1', '2'])
    await lines.idle()
  })
})
