import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { newReceipt } from '../../../bot/turn/outcome/receipt.js'

describe('a receipt', () => {
  it('spells forty bits in eight characters, two groups of four', () => {
    expect(newReceipt(() => Uint8Array.of(0, 0, 0, 0, 0))).toBe('0000-0000')
    expect(newReceipt(() => Uint8Array.of(255, 255, 255, 255, 255))).toBe('ZZZZ-ZZZZ')
    expect(newReceipt(() => Uint8Array.of(0x08, 0x86, 0x42, 0x98, 0xe8))).toBe('1234-5678')
  })

  it('contains no letter that sounds or looks like another', () => {
    const receipts = Array.from({ length: 500 }, () => newReceipt(randomBytes))
    for (const receipt of receipts) expect(receipt).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(new Set(receipts).size).toBe(500)
  })
})
