import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { encodeEncoder, openPackedEncoder, packEncoder, readEncoder } from '../../../knowledge/encoder/encoder-files.js'
import { SHIPPED_ENCODER_LANGUAGES, SHIPPED_ENCODER_NAME } from '../../../knowledge/encoder/shipped-encoder.js'

const shipped = packagePath('knowledge', 'encoder', 'weights')

describe('the description of an encoder', () => {
  it('names the languages it was trained on, for any name', async () => {
    const { weights } = await readEncoder(shipped)
    for (const name of ['amt', SHIPPED_ENCODER_NAME]) {
      const packed = packEncoder(encodeEncoder({ name, adaptedFrom: null, languages: ['de', 'es'] }, weights))
      expect(openPackedEncoder(packed, 'here').languages).toEqual(['de', 'es'])
    }
  })

  it('leaves out languages implied by the name, so that the shipped encoder is reproduced byte for byte', async () => {
    const { weights, languages } = await readEncoder(shipped)
    expect(languages).toEqual(SHIPPED_ENCODER_LANGUAGES)
    const again = encodeEncoder({ name: SHIPPED_ENCODER_NAME, adaptedFrom: null, languages }, weights)
    expect(Buffer.from(again['encoder.json'] ?? [])).toEqual(await readFile(join(shipped, 'encoder.json')))
  })

  it('of an encoder made before languages were stored names none', async () => {
    const { weights } = await readEncoder(shipped)
    const packed = packEncoder(encodeEncoder({ name: 'amt', adaptedFrom: null, languages: null }, weights))
    expect(openPackedEncoder(packed, 'here').languages).toBeNull()
  })
})
