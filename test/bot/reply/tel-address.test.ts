import { describe, expect, it } from 'vitest'
import { loadLocales, pickLocale } from '../../../bot/locale.js'
import { contactList } from '../../../bot/reply/contact.js'
import { telAddress } from '../../../bot/reply/tel-address.js'

describe('a telephone link', () => {
  it.each([
    ['900 123 456', 'tel:900123456'],
    ['+371 6703 1703', 'tel:+37167031703'],
    ['(+34) 900.123.456', 'tel:+34900123456'],
    ['+1 (555) 123-4567', 'tel:+15551234567'],
    ['(030) 123456', 'tel:030123456'],
    ['Tel. 112', 'tel:112'],
  ])('of %j leads to %s', (phone, address) => expect(telAddress(phone)).toBe(address))

  it.each([
    ['900 123 456 / 912 345 678', 'tel:900123456'],
    ['900 123 456, 912 345 678', 'tel:900123456'],
    ['900 123 456 - 912 345 678', 'tel:900123456'],
    ['+34 900 123 456; 912 345 678', 'tel:+34900123456'],
    ['900 123 456 o 912 345 678', 'tel:900123456'],
  ])('of several numbers, %j, leads to the first', (phone, address) => expect(telAddress(phone)).toBe(address))

  it.each(['+34 900 123 456 ext. 12', '+34 900 123 456 x12', '+34 900 123 456 (24 h)', '+34 900 123 456 (24)'])(
    'leaves an extension or a remark out: %j',
    (phone) => expect(telAddress(phone)).toBe('tel:+34900123456'),
  )

  it.each(['+49 (0)30 123456', '+49(0) 30 123456', '(+49) (0)30 123456'])(
    'leaves out the zero for callers at home: %j',
    (phone) => expect(telAddress(phone)).toBe('tel:+4930123456'),
  )

  it.each(['no tenemos', '', '12', '1234 5678 9012 3456', '030/123456', '+49 30 / 123456', '24 h: 900 123 456'])(
    'is not made where no number is sure: %j',
    (phone) => expect(telAddress(phone)).toBeNull(),
  )

  it('is plain text in the list of contacts when there is no number', () => {
    const contact = { institution: null, phone: '030/123456', email: null, hours: null, page: null, emergency: null }
    expect(contactList(contact, pickLocale(loadLocales(), 'en', []))).toBe('- **Telephone:** 030/123456')
  })
})
