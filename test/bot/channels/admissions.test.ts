import { describe, expect, it } from 'vitest'
import { Admissions, CheckTooSlow } from '../../../bot/channels/bot-framework/admissions.js'

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

describe('the check of a request', () => {
  it('times out', async () => {
    await expect(new Admissions(20, 2).run(() => new Promise(() => {}))).rejects.toThrow(CheckTooSlow)
  })

  it('limits only the check, not the work after it', async () => {
    const served = new Admissions(20, 2).run(async (admitted) => {
      admitted()
      await pause(60)
      return 'served'
    })
    await expect(served).resolves.toBe('served')
  })

  it('is refused while too many are under way, including those that timed out', async () => {
    const admissions = new Admissions(20, 2)
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    await Promise.allSettled([admissions.run(() => answered), admissions.run(() => answered)])
    await expect(admissions.run(async () => 'served')).rejects.toThrow('too many')
    answer()
    await expect.poll(() => admissions.run(async () => 'served').catch(() => 'refused')).toBe('served')
  })

  it('no longer counts after the request is admitted', async () => {
    const admissions = new Admissions(1_000, 1)
    let end = () => {}
    const turn = admissions.run((admitted) => {
      admitted()
      return new Promise<void>((resolve) => {
        end = resolve
      })
    })
    await expect(admissions.run(async () => 'served')).resolves.toBe('served')
    end()
    await turn
  })
})
