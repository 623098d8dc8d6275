import { expect, it } from 'vitest'
import type { Document } from '../../knowledge/store/document.js'

export interface Tally {
  readonly marks: readonly string[]
}

/**
 * The contract of every document.
 *
 * @param openTwice opens a document that was never written, twice, like two processes
 */
export function documentContract(openTwice: () => Promise<readonly [Document<Tally>, Document<Tally>]>): void {
  const mark = (text: string) => (current: Tally) => ({ next: { marks: [...current.marks, text] }, outcome: text })

  it('returns the initial contents before the first update', async () => {
    const [document] = await openTwice()
    expect(await document.read()).toEqual({ marks: [] })
  })

  it('returns the last write through every opening', async () => {
    const [one, other] = await openTwice()
    await one.read()
    expect(await other.update(mark('a'))).toBe('a')
    expect(await one.read()).toEqual({ marks: ['a'] })
  })

  it('loses none of many simultaneous updates', async () => {
    const openings = await openTwice()
    const all = Array.from({ length: 12 }, (_, i) => `${i}`)
    await Promise.all(all.map((text, i) => openings[i % 2 === 0 ? 0 : 1].update(mark(text))))
    const { marks } = await openings[0].read()
    expect([...marks].sort()).toEqual([...all].sort())
  })

  it('keeps the contents when a change fails, and accepts the next one', async () => {
    const [document] = await openTwice()
    await document.update(mark('a'))
    const failing = document.update(() => {
      throw new Error('no')
    })
    const next = document.update(mark('b'))
    await expect(failing).rejects.toThrow('no')
    await next
    expect(await document.read()).toEqual({ marks: ['a', 'b'] })
  })
}
