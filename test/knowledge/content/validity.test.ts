import { afterEach, expect, it } from 'vitest'
import { dayOf, isValidOn } from '../../../knowledge/content/validity.js'

const { TZ } = process.env
afterEach(() => {
  if (TZ === undefined) Reflect.deleteProperty(process.env, 'TZ')
  else process.env.TZ = TZ
})

it.each([
  ['UTC', '2027-01-01'],
  ['America/Bogota', '2026-12-31'],
  ['Europe/Madrid', '2027-01-01'],
  ['Pacific/Auckland', '2027-01-01'],
])('is another day in %s', (zone, day) => {
  process.env.TZ = zone
  expect(dayOf(new Date('2027-01-01T02:00:00Z'))).toBe(day)
})

it('counts the first day and the last', () => {
  const august = { validFrom: '2026-08-01', validUntil: '2026-08-31' }
  const valid = ['2026-07-31', '2026-08-01', '2026-08-31', '2026-09-01'].map((day) => isValidOn(august, day))
  expect(valid).toEqual([false, true, true, false])
  expect(isValidOn({ validFrom: null, validUntil: null }, '2026-08-01')).toBe(true)
})
