import { describe, expect, it } from 'vitest'
import { PIPELINE } from '../../../training/retrain/pipeline.js'
import { readRun, writeRun } from '../../../training/retrain/run/run-document.js'
import { temporaryDataFolder } from '../../support/freezing.js'
import { officePairs, officeWithChampion, pullThePlugIn, retrainOffice } from '../../support/retraining.js'
import { pairOf } from '../../support/snapshot.js'

const parking = pairOf({ id: 'parking', question: 'Is there parking at the office?', answer: 'Yes, behind it.' })

/** The results that releases have written for every step since the first: one release resumes a run of another. */
const RECORDED = {
  collect: { goldenFiles: 1 },
  validate: {
    pairs: 9,
    phrasings: 17,
    languages: 'en',
    danglingPrompts: 0,
    goldenCases: 38,
    criticalCases: 4,
    casesWithoutPair: 0,
  },
  adapt: { encoder: 'not-wanted' },
  embed: { embedded: 2, reused: 24, embedder: 'hashed-ngrams', revision: '3423f1b7', dimensions: 512 },
  index: { carriedOn: true, linked: 2, recallAt10: 1 },
  fit: { embedded: 0 },
  seal: { version: 'kb-000002', contentHash: '8f'.repeat(32), existed: false, unchanged: false },
  evaluate: {
    reusedResults: 38,
    embeddedQuestions: 0,
    reusedQuestions: 98,
    challengerP50Ms: 0.6,
    challengerP95Ms: 1.2,
    championP50Ms: 0.6,
    championP95Ms: 1.2,
  },
  gate: { gate: 'pass', holding: 0, won: 0, lost: 0, same: 38, mcnemarP: 1 },
  report: { page: 'report.html' },
  'promote-or-hold': { promoted: false, rolledBack: false },
}

/** The same in other cases: an adapted encoder, no champion, no golden case. */
const RECORDED_OTHERWISE = {
  adapt: { encoder: 'adapted', textPairs: 96, firstLoss: 2.1, lastLoss: 0.4 },
  index: { carriedOn: false, linked: 0, recallAt10: null },
  evaluate: { reusedResults: 0 },
  gate: { gate: 'hold', holding: 1, won: null, lost: null, same: null, mcnemarP: null },
  report: { page: null },
}

describe('the record of a run', () => {
  it('keeps the same fields of every step as ever, in the same order', async () => {
    const folder = await officeWithChampion()

    const { run } = await retrainOffice(folder, [...officePairs, parking])

    const kept = (await readRun(folder, run))?.steps.map(({ step, outputs }) => [step, Object.keys(outputs)])
    expect(kept).toEqual(Object.entries(RECORDED).map(([step, outputs]) => [step, Object.keys(outputs)]))
  })

  it.each([...Object.entries(RECORDED), ...Object.entries(RECORDED_OTHERWISE)])(
    'is read as earlier releases wrote it: %s',
    (name, outputs) => {
      const step = PIPELINE.find((one) => one.name === name)
      expect(step?.result.parse(outputs)).toEqual(outputs)
    },
  )

  it('does not count when a step’s result cannot be read: that step runs again', async () => {
    const folder = await temporaryDataFolder()
    const again = () => retrainOffice(folder, officePairs)
    await pullThePlugIn('fit', again)
    const run = await readRun(folder, 'run-000001')
    if (run === null) throw new Error('there is no run')
    const steps = run.steps.map((one) => (one.step === 'index' ? { ...one, outputs: { linked: 'some' } } : one))
    await writeRun(folder, { ...run, steps })

    expect(await again()).toMatchObject({ run: 'run-000001', resumed: true })
    const attempts = (await readRun(folder, 'run-000001'))?.steps.map((one) => `${one.step} ${one.attempts}`)
    expect(attempts?.slice(3, 7)).toEqual(['embed 1', 'index 2', 'fit 2', 'seal 1'])
  })
})
