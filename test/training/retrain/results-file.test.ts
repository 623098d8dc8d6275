import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { readRun, runFiles } from '../../../training/retrain/run/run-document.js'
import { officeGolden, officePairs, officeWithChampion, retrainOffice } from '../../support/retraining.js'

const swapped = officePairs.map((pair) =>
  pair.id === 'status' ? { ...pair, question: 'What?', alternateQuestions: [] } : pair,
)

async function reusedResults(folder: Store, run: string) {
  return (await readRun(folder, run))?.steps.find(({ step }) => step === 'evaluate')?.outputs.reusedResults
}

describe('results of an earlier run', () => {
  it('are not read from an altered file', async () => {
    const folder = await officeWithChampion()
    const held = await retrainOffice(folder, swapped)
    expect(held.gate).toBe('hold')
    expect(await reusedResults(folder, held.run)).toBe(officeGolden.length)

    const earlier = (name: string) => join(runFiles(folder, held.run).place, name)
    const [challenger, champion] = await Promise.all(
      ['challenger.json', 'champion.json'].map(async (name) => JSON.parse(await readFile(earlier(name), 'utf8'))),
    )
    await writeFile(earlier('challenger.json'), JSON.stringify({ ...challenger, results: champion.results }))
    // The same content and the same cases, in a run of its own.
    const again = await retrainOffice(folder, swapped, { author: named('Eva Sol') })

    expect(again).toMatchObject({ version: held.version, gate: 'hold' })
    expect(again.reasons).toEqual(held.reasons)
  })
})
