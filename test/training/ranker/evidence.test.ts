import { beforeAll, describe, expect, it } from 'vitest'
import { HASHED_NGRAMS } from '../../../knowledge/adapters/hashed-ngram-embedder.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { openPrototypes } from '../../../knowledge/search/prototypes.js'
import { signalColumns } from '../../../knowledge/search/rank.js'
import { defaultRanker } from '../../../knowledge/search/ranker/default-ranker.js'
import { SIGNALS, type Signal } from '../../../knowledge/search/ranker/ranker.js'
import { words } from '../../../knowledge/text/normalise.js'
import type { RankerMaterial } from '../../../knowledge/version/freeze-parts.js'
import { type Evidence, gatherEvidence, type SignalValues } from '../../../training/ranker/evidence.js'
import { heldOutFolds } from '../../../training/ranker/held-out.js'
import { atRightAngles, materialOf } from '../../support/ranker-material.js'
import { samplePairs } from '../../support/sample.js'
import { pairOf } from '../../support/snapshot.js'

const LINEAR_SCALE = 4
const start = {
  ...defaultRanker({ name: HASHED_NGRAMS }),
  weights: { ...defaultRanker({ name: 'any' }).weights, linear: 1, prototype: 1 },
  linearScale: LINEAR_SCALE,
}
const FIRST_LETTER = 0x4e00
const WORD_LETTERS = 3

/** A word that shares no letter with the word of another number. */
function nonsense(number: number): string {
  const letters = Array.from({ length: WORD_LETTERS }, (_, i) => FIRST_LETTER + WORD_LETTERS * number + i)
  return String.fromCodePoint(...letters)
}

/** Pairs with three phrasings each; every phrasing is one word that occurs nowhere else. */
const unlike = Array.from({ length: 12 }, (_, i) =>
  pairOf({
    id: `pair-${i}`,
    question: nonsense(4 * i),
    alternateQuestions: [nonsense(4 * i + 1), nonsense(4 * i + 2)],
    answer: nonsense(4 * i + 3),
  }),
)

function withoutPhrasing(pair: QnaPair, text: string): QnaPair {
  const [question = '', ...alternateQuestions] = [pair.question, ...pair.alternateQuestions].filter(
    (one) => one !== text,
  )
  return { ...pair, question, alternateQuestions }
}

function named(values: SignalValues | null): Readonly<Record<string, number>> {
  return Object.fromEntries(SIGNALS.map((signal, i) => [signal, values?.[i] ?? Number.NaN]))
}

describe('a held-out phrasing', () => {
  const pairs = samplePairs(['en'])
  let material: RankerMaterial
  let evidence: Evidence
  beforeAll(async () => {
    material = await materialOf(pairs)
    evidence = await gatherEvidence(material, start)
  })

  it('adds nothing to its own pair: not as phrasing, neighbour or part of the whole text, nor through training', async () => {
    const { asked, usualLogit } = await gatherEvidence(atRightAngles(await materialOf(unlike)), start)
    expect(asked).toHaveLength(36)
    for (const { own, others } of asked) {
      for (const values of [own, ...others]) {
        // Classes differ slightly in how often they were seen, which shows in the bias.
        const { linear, ...signals } = named(values)
        expect(linear).toBeLessThan(0.01)
        expect(Math.max(...Object.values(signals))).toBe(0)
      }
    }
    expect(usualLogit).toBe(1)
  })

  it('gets nearly the same signals as in a version that never had it', async () => {
    const { asked } = evidence
    const held = heldOutFolds(material.passages).flat()
    expect(asked).toHaveLength(held.length)
    for (const i of [0, 40, 80, 120, 160]) {
      const { pair: position = 0, text = '' } = material.passages[held[i] ?? 0] ?? {}
      const without = await materialOf(pairs.map((pair, at) => (at === position ? withoutPhrasing(pair, text) : pair)))
      const [vector = null] = await without.embedder.embed([text], 'query')
      if (vector === null) throw new Error(`“${text}” has no vector`)
      const neighbours = without.index.search(vector, 220)
      const prototypes = openPrototypes(without.passages, without.pairs.length, without.vectors)
      const prototypeCosines = prototypes.cosinesWith(vector)
      const lexical = without.lexical.score(words(text))
      const columns = signalColumns({ ...without, ranker: start, learned: null, neighbours, prototypeCosines, lexical })
      const { linear: _linear, ...signals } = named(asked[i]?.own ?? null)
      for (const [signal, value] of Object.entries(signals)) {
        const there = columns[SIGNALS.indexOf(signal as Signal)]?.[position] ?? 0
        expect(Math.abs(value - there), `${signal} of “${text}”`).toBeLessThan(0.05)
      }
    }
  })

  it('is found by the rest of its pair, also through training', () => {
    const { asked, usualLogit } = evidence
    expect(usualLogit).toBeGreaterThan(1.5)
    for (const signal of ['linear', 'prototype'] as const) {
      const i = SIGNALS.indexOf(signal)
      const ahead = asked.filter(({ own, others }) => (own?.[i] ?? 0) > Math.max(...others.map((one) => one[i] ?? 0)))
      // By chance it would be one in a hundred: the sample's phrasings share few words.
      expect(ahead.length / asked.length, signal).toBeGreaterThan(0.15)
    }
  })
})

describe('the evidence of a version', () => {
  it('is the same every time', async () => {
    const material = await materialOf(samplePairs(['es']).slice(0, 30), ['¿Alquilan salas?'])
    expect(await gatherEvidence(material, start)).toEqual(await gatherEvidence(material, start))
  })

  it('counts translations as one candidate and one class', async () => {
    const pairs = samplePairs(['es', 'en']).filter(({ metadata }) => metadata.topic === 'fees')
    const ids = new Set(pairs.map(({ id }) => id)).size
    expect(ids).toBe(pairs.length / 2)
    const { asked, head } = await gatherEvidence(await materialOf(pairs), start)
    expect(head.classes).toBe(ids)
    for (const { others } of asked) expect(others).toHaveLength(ids - 1)
  })

  it('ends with the questions out of scope, which belong to no pair', async () => {
    const pairs = samplePairs(['en']).slice(0, 10)
    const { asked } = await gatherEvidence(await materialOf(pairs, ['Do you sell bicycles?', '🙏']), start)
    expect(asked.slice(0, -2).filter(({ own }) => own === null)).toEqual([])
    expect(asked.slice(-2).map(({ own, others }) => [own, others.length])).toEqual([
      [null, 10],
      [null, 10],
    ])
    expect(asked.flatMap(({ own, others }) => [...(own ?? []), ...others.flatMap((one) => [...one])])).not.toContain(
      Number.NaN,
    )
  })

  it('is empty when no phrasing can be held out, but the head is trained', async () => {
    const alone = samplePairs(['en']).map((pair) => ({ ...pair, alternateQuestions: [] }))
    const { asked, head, usualLogit } = await gatherEvidence(await materialOf(alone, ['Do you sell bicycles?']), start)
    expect([asked.length, head.texts, usualLogit]).toEqual([0, 100, 1])
  })

  it('trains the serving head on every phrasing, including the held-out ones', async () => {
    const { head } = await gatherEvidence(await materialOf(unlike), start)
    expect(head.texts).toBe(36)
  })
})
