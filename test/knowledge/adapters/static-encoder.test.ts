import { describe, expect, it } from 'vitest'
import { staticEncoder } from '../../../knowledge/adapters/static-encoder.js'
import { embedderContract } from '../../contracts/embedder.js'

embedderContract('static-encoder', () => staticEncoder())

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
