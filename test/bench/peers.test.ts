import { describe, expect, it } from 'vitest'
import { benchmarkIntents } from '../../evaluation/bench/benchmark-intents.js'
import type { Lesson } from '../../evaluation/bench/benchmarked-system.js'
import { tinyIntents } from '../support/intents.js'
import { fuse } from './peers/fuse.js'
import { miniSearch } from './peers/minisearch.js'
import { nlpJs } from './peers/nlp-js.js'
import { winkNaiveBayes } from './peers/wink-naive-bayes.js'

const PEERS = [nlpJs, miniSearch, fuse, winkNaiveBayes]

const lesson: Lesson = {
  subjects: [
    {
      id: 'fees',
      phrasings: ['what is the fee', 'how much does it cost', 'price of certificates'],
      answer: 'Sixty florins.',
      language: 'en',
    },
    {
      id: 'hours',
      phrasings: ['when are you open', 'opening hours', 'closed on saturday afternoons'],
      answer: 'Nine to two.',
      language: 'en',
    },
    {
      id: 'place',
      phrasings: ['where is the office', 'address of the register', 'which bus stops nearby'],
      answer: null,
      language: 'en',
    },
  ],
  outOfScope: ['zebras jump quickly'],
}

describe.each(PEERS)('$name', (peer) => {
  it('distinguishes plain classes and scores unknown questions below them', async () => {
    expect(await benchmarkIntents(peer, [tinyIntents])).toMatchObject({
      classes: 3,
      train: 9,
      accuracyNoThreshold: 1,
      aurocOos: 1,
      ece: null,
    })
  })

  it('ranks each subject once, best first, and scores taught questions higher', async () => {
    const taught = await peer.teach(lesson)
    const known = await taught.ask('opening hours', 'en')
    const halfKnown = await taught.ask('hours of the zebra', 'en')
    await taught.close()
    expect(known.ranked[0]).toBe('hours')
    expect(new Set(known.ranked).size).toBe(known.ranked.length)
    expect(known.confidence).toBeGreaterThan(halfKnown.confidence)
  })

  it('finds nothing when no word is known', async () => {
    const taught = await peer.teach({ ...lesson, outOfScope: [] })
    const finding = await taught.ask('xyzzyq', 'en')
    await taught.close()
    expect(finding).toEqual({ ranked: [], confidence: Number.NEGATIVE_INFINITY })
  })

  it('learns languages that it has no package for', async () => {
    const taught = await peer.teach({
      subjects: [
        { id: 'fees', phrasings: ['kui palju see maksab', 'mis on tasu'], answer: null, language: 'et' },
        { id: 'hours', phrasings: ['millal te avate', 'lahtiolekuajad laupäeval'], answer: null, language: 'et' },
      ],
      outOfScope: [],
    })
    const { ranked } = await taught.ask('lahtiolekuajad laupäeval', 'et')
    await taught.close()
    expect(ranked[0]).toBe('hours')
  })
})

describe('nlp.js', () => {
  it('answers from its documented threshold on', async () => {
    const taught = await nlpJs.teach(lesson)
    expect(taught.threshold).toBe(0.5)
    await taught.close()
  })
})
