import { rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { staticEncoder, travellingEncoder } from '../../../knowledge/adapters/static-encoder.js'
import { createEncode } from '../../../knowledge/encoder/encode.js'
import { encodeEncoder, packEncoder, writeEncoder } from '../../../knowledge/encoder/encoder-files.js'
import { embedderContract } from '../../contracts/embedder.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

embedderContract('static-encoder', () => staticEncoder())

/** An encoder of a few rows: the shipped one is too large to compare bytes by the test's means. */
const shape = { words: 3, buckets: 64, dimensions: 8 }
const weights = {
  shape,
  vocabulary: ['fees', 'company', 'the'],
  wordWeights: Float32Array.of(0.9, 0.5, 0.1),
  table: Int8Array.from({ length: (3 + 64) * 8 }, (_, i) => Math.round(127 * Math.sin(1 + i * 1.7))),
  rowScales: new Float32Array(3 + 64).fill(0.01),
}
const origin = { name: 'ours', adaptedFrom: 'a'.repeat(64), languages: ['de', 'es'] }
const packed = packEncoder(encodeEncoder(origin, weights))

embedderContract('travelling encoder', () => travellingEncoder(packed))

describe('an encoder that travels inside a version', () => {
  it('makes the vectors of its weights, and names the encoder it was adapted from', async () => {
    const { embedder, pin } = await travellingEncoder(packed).fit([], null)
    const text = 'What are the fees?'
    expect(await embedder.embed([text], 'query')).toEqual([createEncode(weights)(text)])
    expect(pin).toMatchObject({ name: 'ours', options: { adaptedFrom: origin.adaptedFrom }, files: {} })
  })

  it.each([
    ['empty', (bytes: Uint8Array) => bytes.subarray(0, 0)],
    ['cut off', (bytes: Uint8Array) => bytes.subarray(0, -1)],
    ['longer than it says', (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ['altered', (bytes: Uint8Array) => bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] ?? 0) ^ 1)],
  ])('is refused when it is %s', async (_what, damage) => {
    const { pin } = await travellingEncoder(packed).fit([], null)
    await expect(staticEncoder().open(pin, damage(packed))).rejects.toMatchObject({
      code: 'EMBEDDER_UNLOADABLE',
    })
  })
})

describe('an encoder in a folder', () => {
  it('is contained in versions made with it, which no longer need the folder', async () => {
    const folder = await temporaryFolder()
    await writeEncoder(folder, encodeEncoder(origin, weights))
    const { pin, state } = await staticEncoder(folder).fit([], null)
    await rm(folder, { recursive: true })
    const embedder = await staticEncoder().open(pin, state)
    const text = 'What are the fees?'
    expect(await embedder.embed([text], 'query')).toEqual([createEncode(weights)(text)])
  })

  it('is needed by older versions, and refused when it has changed', async () => {
    const folder = await temporaryFolder()
    await writeEncoder(folder, encodeEncoder(origin, weights))
    const { pin } = await staticEncoder(folder).fit([], null)
    const before = { ...pin, options: { folder } }
    expect((await staticEncoder().open(before, null)).identity.revision).toBe(pin.revision)
    await writeEncoder(folder, encodeEncoder({ ...origin, name: 'another' }, weights))
    await expect(staticEncoder().open(before, null)).rejects.toMatchObject({
      code: 'EMBEDDER_MISMATCH',
      next: { do: 'put-encoder-back' },
    })
  })
})

async function closest(question: string, texts: readonly string[]): Promise<string> {
  const { embedder } = await staticEncoder().fit([], null)
  const [query, ...rows] = await embedder.embed([question, ...texts], 'query')
  const similarity = (row: Float32Array | null | undefined) =>
    row?.reduce((sum, value, i) => sum + value * (query?.[i] ?? 0), 0) ?? -1
  return (
    texts.toSorted(
      (left, right) => similarity(rows[texts.indexOf(right)]) - similarity(rows[texts.indexOf(left)]),
    )[0] ?? ''
  )
}

describe('the encoder that comes with the package', () => {
  it.each([
    ['¿me devuelven el dinero?', ['How do I get a refund?', 'How do I close my account?', 'Where is the office?']],
    ['where is the office', ['¿Dónde está la oficina?', '¿Cuánto cuesta la tasa?', '¿Cómo cierro mi cuenta?']],
    ['I lost my password', ['He olvidado mi contraseña', 'Quiero cambiar mi dirección', 'No puedo pagar con tarjeta']],
    ['cerrar mi empresa', ['Close my company', 'Open an account', 'Change my address']],
  ])('finds the meaning of %s in another language', async (question, texts) => {
    expect(await closest(question, texts)).toBe(texts[0])
  })
})
