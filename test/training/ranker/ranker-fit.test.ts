import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auroc, hitAt, mean } from '../../../evaluation/statistics/metrics.js'
import { openTemporaryVersion, type TemporaryVersion } from '../../../evaluation/temporary-version.js'
import { eldLanguageDetector } from '../../../knowledge/adapters/eld-language-detector.js'
import { hnswIndexFormat } from '../../../knowledge/adapters/hnsw-index.js'
import { staticEncoder } from '../../../knowledge/adapters/static-encoder.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { strayQuestions } from '../../../knowledge/content/stray-questions.js'
import { defaultRanker } from '../../../knowledge/search/ranker/default-ranker.js'
import { readRanker } from '../../../knowledge/search/ranker/ranker-file.js'
import type { FitRanker, RankerMaterial } from '../../../knowledge/version/freeze-parts.js'
import { rankerFit } from '../../../training/ranker/ranker-fit.js'
import { USUAL_RISK, withThresholds } from '../../../training/ranker/thresholds.js'
import { usualSimilarity } from '../../../training/ranker/usual-similarity.js'
import { fitDefaultRanker } from '../../support/default-fit.js'
import { fixedClock } from '../../support/freezing.js'
import { inNoOrder, materialOf } from '../../support/ranker-material.js'
import { sampleCases, samplePairs } from '../../support/sample.js'
import { pairOf } from '../../support/snapshot.js'

const pairs = samplePairs(['es', 'en'])
const cases = sampleCases(['es', 'en'])
const unanswerable = cases.filter(({ relevant }) => relevant.length === 0)
const usualFit = rankerFit(USUAL_RISK)

const making = {
  embedderProvider: staticEncoder(),
  indexFormat: hnswIndexFormat(),
  detectLanguages: eldLanguageDetector,
  clock: fixedClock,
}

/** A version of the shipped sample knowledge base, with its results on the sample's golden cases. */
async function measured(fitRanker: FitRanker, outOfScope: readonly string[] = [], taught = pairs) {
  const version = await openTemporaryVersion(taught, { ...making, fitRanker, outOfScope })
  const ranks: (number | null)[] = []
  const confidences: { readonly text: string; readonly isAnswerable: boolean; readonly confidence: number }[] = []
  for (const { text, language, relevant } of cases) {
    const question = { text, languageHint: language, filter: {}, now: fixedClock.now() }
    const { outcome, candidates } = await version.searcher.search(question)
    const place = candidates.findIndex(({ pair }) => relevant.includes(pair.id))
    if (relevant.length > 0) ranks.push(place === -1 ? null : place + 1)
    confidences.push({ text, isAnswerable: relevant.length > 0, confidence: outcome.confidence })
  }
  const confidencesOf = (isAnswerable: boolean) =>
    confidences.filter((one) => one.isAnswerable === isAnswerable).map(({ confidence }) => confidence)
  return {
    version,
    hitAt1: hitAt(1, ranks),
    auroc: auroc(confidencesOf(true), confidencesOf(false)) ?? 0,
    confidences: confidences.map(({ confidence }) => confidence),
    meanConfidence: (texts: readonly string[]) =>
      mean(confidences.filter(({ text }) => texts.includes(text)).map(({ confidence }) => confidence)),
  }
}

function twoPhrasings(pair: QnaPair): QnaPair {
  return { ...pair, alternateQuestions: pair.alternateQuestions.slice(0, 1) }
}

describe('the ranker of the sample knowledge base', () => {
  const open: TemporaryVersion[] = []
  const measure: typeof measured = async (...made) => {
    const found = await measured(...made)
    open.push(found.version)
    return found
  }
  let learned: Awaited<ReturnType<typeof measured>>
  beforeAll(async () => {
    learned = await measure(usualFit)
  })
  afterAll(async () => {
    for (const version of open) await version.close()
  })

  it('has a higher hit rate and AUROC than the default one', async () => {
    const usual = await measure(fitDefaultRanker)
    expect(learned.hitAt1).toBeGreaterThan(usual.hitAt1)
    expect(learned.auroc).toBeGreaterThan(usual.auroc)
    expect(learned.hitAt1).toBeGreaterThanOrEqual(0.72)
    expect(learned.auroc).toBeGreaterThanOrEqual(0.79)
  })

  it('has a trained head with one class per id, and a weight for it', () => {
    const { head, weights } = readRanker(learned.version.searcher.snapshot.ranker)
    expect(head?.classes).toBe(100)
    expect(weights.linear).toBeGreaterThan(0.1)
    expect(weights.prototype).toBeGreaterThan(0.1)
  })

  it('is the same to the last byte for the same material', async () => {
    const { snapshot } = learned.version.searcher
    const again = await usualFit({ ...snapshot, outOfScope: [] })
    expect(Buffer.from(again).equals(snapshot.ranker)).toBe(true)
  })

  it('keeps its confidence in all other answers after one more pair', async () => {
    const hall = pairOf({
      id: 'event-hall',
      language: 'es',
      question: '¿Puedo alquilar el salón de actos?',
      answer: 'El salón de actos no se alquila.',
    })
    const { confidences } = await measure(usualFit, [], [hall, ...pairs])
    const moved = confidences.map((confidence, i) => Math.abs(confidence - (learned.confidences[i] ?? 0)))
    expect(mean(moved)).toBeLessThan(0.005)
  })

  it('has less confidence in questions like those out of scope', async () => {
    const [told, like] = [0, 1].map((rest) => unanswerable.flatMap(({ text }, i) => (i % 2 === rest ? [text] : [])))
    const taught = await measure(usualFit, told)
    const [before, after] = [learned, taught].map((version) => version.meanConfidence(like ?? []))
    expect(after).toBeLessThan(0.95 * (before ?? 0))
    expect(taught.hitAt1).toBe(learned.hitAt1)
  })

  it('does not answer a question out of scope, and names it', async () => {
    const text = '¿Cuál es la capital de Mongolia?'
    const question = { text, languageHint: 'es', filter: {}, now: fixedClock.now() }
    const before = await learned.version.searcher.search(question)
    expect(before.outcome.kind).toBe('answered')
    expect(before.nearestOutOfScope).toBeNull()

    const taught = await measure(usualFit, [text])
    const after = await taught.version.searcher.search(question)
    expect(after.outcome.confidence).toBeLessThan(0.2)
    expect(after.nearestOutOfScope).toEqual({ text, similarity: expect.closeTo(1, 5) })
  })

  it('has a higher AUROC with stray questions, and the same hit rate', async () => {
    const aware = await measure(rankerFit(USUAL_RISK, strayQuestions))
    expect(aware.hitAt1).toBe(learned.hitAt1)
    expect(aware.auroc).toBeGreaterThan(learned.auroc + 0.02)
  })
})

describe('a ranker', () => {
  it('relies on letters when the embedder does not know the language', async () => {
    const material = await materialOf(samplePairs(['en']).slice(0, 40))
    const embedder = { ...material.embedder, identity: { ...material.embedder.identity, name: 'any' } }
    const denseShare = async (some: RankerMaterial) => {
      const { weights } = readRanker(await usualFit({ ...some, embedder }))
      return (weights.dense ?? 0) / Object.values(weights).reduce((sum, weight) => sum + weight, 0)
    }
    expect(await denseShare(material)).toBeGreaterThan(0.1)
    expect(await denseShare(inNoOrder(material))).toBeLessThan(0.05)
  })

  it('is the default one when every pair has one phrasing', async () => {
    const material = await materialOf(samplePairs(['en']).map((pair) => ({ ...pair, alternateQuestions: [] })))
    const denseFloor = usualSimilarity(material)
    const usual = withThresholds({ ...defaultRanker(material.embedder.identity), denseFloor }, USUAL_RISK)
    const ranker = readRanker(await usualFit(material))
    expect(ranker).toEqual({ ...usual, outOfScopeWeight: ranker.outOfScopeWeight })
    expect(ranker.weights).toEqual(defaultRanker(material.embedder.identity).weights)
  })

  it('is the default one when almost every pair has one phrasing', async () => {
    const hardly = samplePairs(['en']).map((pair, i) =>
      i % 5 === 0 ? twoPhrasings(pair) : { ...pair, alternateQuestions: [] },
    )
    expect(readRanker(await usualFit(await materialOf(hardly))).head).toBeNull()
    expect(readRanker(await usualFit(await materialOf(samplePairs(['en']).map(twoPhrasings)))).head).not.toBeNull()
  })

  it('is the default one when too few phrasings can be held out', async () => {
    const two = samplePairs(['en']).slice(0, 2)
    const few = two.map((pair) => ({ ...pair, alternateQuestions: pair.alternateQuestions.slice(0, 4) }))
    const { head, weights } = readRanker(await usualFit(await materialOf(few)))
    expect(head).toBeNull()
    expect(weights).toEqual(defaultRanker({ name: 'hashed-ngrams' }).weights)
  })

  it('has the thresholds for the risk, fitted or not', async () => {
    const stricter = [{ key: 'topic', value: 'deadlines', risk: 0.02 }]
    const strict = rankerFit({ usual: 0.125, stricter })
    const some = samplePairs(['en']).slice(0, 12)
    for (const taught of [some, some.map((pair) => ({ ...pair, alternateQuestions: [] }))]) {
      expect(readRanker(await strict(await materialOf(taught)))).toMatchObject({
        confidenceThreshold: expect.closeTo(0.6, 10),
        stricter: [{ key: 'topic', value: 'deadlines', confidenceThreshold: 0.95 }],
      })
    }
  })
})
