import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmbedderProvider, FittedEmbedder } from '../../knowledge/ports.js'

const CORPUS = ['What are the fees?', 'Close a company', 'Open a company', '¿Cuánto cuesta?']

/** Texts without anything to embed. */
const BLANK = ['', '   ', '\n\t', '👍', '🎉🎉👨‍👩‍👧', '…', '?!', '\u0000', '\u200b\ufeff']

const ODD = [
  'a'.repeat(10_000),
  'fees '.repeat(2_000),
  '¿?'.repeat(5_000),
  'open 👍 company',
  'fees \ud800 fees',
  '\udfff',
  'o\u0301\u0301\u0301\u0301pen',
  'مرحبا',
  '公司',
  'open\u0000company',
  '[PAD]',
  '[CLS] [SEP] [MASK]',
  '<s></s><unk>',
  '1',
  'ﬁ',
  '\u202eopen',
  '%s {} {{fees}} \\',
]

/** The contract of every embedder. `make` returns a provider that can fit the corpus above. */
export function embedderContract(name: string, make: () => EmbedderProvider | Promise<EmbedderProvider>): void {
  describe(`${name} embedder`, () => {
    let provider: EmbedderProvider
    let fitted: FittedEmbedder
    beforeAll(async () => {
      provider = await make()
      fitted = await provider.fit(CORPUS, null)
    })
    afterAll(() => fitted.embedder.close())
    const embed = (texts: readonly string[]) => fitted.embedder.embed(texts, 'passage')

    it('pins the identity of the fitted embedder', () => {
      const { pin, embedder } = fitted
      expect(pin).toMatchObject(embedder.identity)
      expect(pin.provider).toBe(provider.provider)
      expect(pin.revision).toMatch(/^[0-9a-f]{64}$/)
      for (const hash of Object.values(pin.files)) expect(hash).toMatch(/^[0-9a-f]{64}$/)
    })

    it.each(['query', 'passage'] as const)('gives a %s a row of unit length', async (role) => {
      for (const row of await fitted.embedder.embed(CORPUS, role)) expectUnit(row)
    })

    it('returns null for a text without content', async () => {
      expect(await embed(BLANK)).toEqual(BLANK.map(() => null))
    })

    it.each(ODD.map((text) => [JSON.stringify(text.slice(0, 20)), text] as const))(
      'gives a row of unit length or null for %s',
      async (_label, text) => {
        for (const row of await embed([text])) if (row !== null) expectUnit(row)
      },
    )

    it('returns an empty list for no texts', async () => {
      expect(await embed([])).toEqual([])
    })

    it('keeps the order, and gives a text the same row alone or among others', async () => {
      const texts = [...CORPUS, '', ...ODD, ...CORPUS.toReversed()]

      const together = await embed(texts)

      const alone: (Float32Array | null)[] = []
      for (const text of texts) alone.push(...(await embed([text])))
      expect(together).toEqual(alone)
    })

    it('gives different texts different rows', async () => {
      const [fees, close] = await embed(['What are the fees?', 'Close a company'])
      expect(fees).not.toEqual(close)
    })

    it('gives the same rows when fitted or opened again', async () => {
      const again = await provider.fit(CORPUS, null)
      const opened = await provider.open(fitted.pin, fitted.state)

      expect(again.pin).toEqual(fitted.pin)
      expect(sha256(again.state)).toBe(sha256(fitted.state))
      expect(opened.identity).toEqual(fitted.embedder.identity)
      expect(await again.embedder.embed(CORPUS, 'query')).toEqual(await fitted.embedder.embed(CORPUS, 'query'))
      expect(await opened.embed(CORPUS, 'query')).toEqual(await fitted.embedder.embed(CORPUS, 'query'))
      await Promise.all([again.embedder.close(), opened.close()])
    })

    it('survives a pin that went through JSON', async () => {
      const opened = await provider.open(JSON.parse(JSON.stringify(fitted.pin)), fitted.state)
      expect(opened.identity).toEqual(fitted.embedder.identity)
      await opened.close()
    })

    it.each([
      ['revision', { revision: 'f'.repeat(64) }],
      ['dimension', { dimensions: 7 }],
    ])('refuses to open a pin of another %s', async (_what, difference) => {
      await expect(provider.open({ ...fitted.pin, ...difference }, fitted.state)).rejects.toMatchObject({
        name: 'KnowledgeError',
        code: 'EMBEDDER_MISMATCH',
      })
    })

    function expectUnit(row: Float32Array | null): void {
      expect(row).toHaveLength(fitted.embedder.identity.dimensions)
      expect(Math.hypot(...(row ?? []))).toBeCloseTo(1, 4)
    }
  })
}

/** Hash of a state of megabytes; comparing the bytes in the test would take minutes. */
function sha256(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : createHash('sha256').update(bytes).digest('hex')
}
