import { describe, expect, it } from 'vitest'
import { championAt } from '../../../knowledge/version/champion-at.js'
import type { Move } from '../../../knowledge/version/promotions.js'
import type { VersionId } from '../../../knowledge/version-id.js'

function moveTo(to: VersionId, at: string, move: number, alias: Move['alias'] = 'champion'): Move {
  return { move, at: `2026-03-01T${at}:00.000Z`, alias, from: null, to, by: 'ana', reason: 'r' }
}
const at = (time: string) => new Date(`2026-03-01T${time}:00.000Z`)

describe('the champion at a moment', () => {
  const moves = [
    moveTo('kb-000001', '10:00', 1),
    moveTo('kb-000002', '11:00', 2, 'challenger'),
    moveTo('kb-000002', '12:00', 3),
    moveTo('kb-000001', '13:00', 4),
  ]

  it.each([
    ['09:59', null],
    ['10:00', 'kb-000001'],
    ['11:30', 'kb-000001'],
    ['12:30', 'kb-000002'],
    ['14:00', 'kb-000001'],
  ])('is at %s %s', (time, version) => {
    expect(championAt(moves, at(time))).toMatchObject({ version, clockWentBack: false })
  })

  it('is told with a warning where the clock was set back', () => {
    const setBack = [...moves, moveTo('kb-000003', '12:15', 5)]

    expect(championAt(setBack, at('12:30'))).toMatchObject({ version: 'kb-000002', clockWentBack: true })
    expect(championAt(setBack, at('13:00'))).toMatchObject({ version: 'kb-000003' })
    expect(championAt(setBack, at('12:10'))).toMatchObject({ version: 'kb-000002', clockWentBack: false })
  })
})
