import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readBenchmarkPairs, readBenchmarkQueries } from '../../../evaluation/bench/benchmark-lines.js'
import { seededRandom } from '../../../evaluation/statistics/random.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import { loadVersion } from '../../../training/loaded-version.js'
import { fitDefaultRanker } from '../../support/default-fit.js'
import { driftOffice, turnOf } from '../../support/drifting.js'
import { freezeRequest, snapshotParts, temporaryDataFolder } from '../../support/freezing.js'
import { requirementPath, requireOrSkip } from '../../support/requirements.js'

requireOrSkip('shared')('drift on real questions', () => {
  it('is not detected in tax questions to a tax knowledge base, but is in questions about covid', async () => {
    const data = (name: string) => join(requirementPath('shared'), 'data', name)
    const folder = await temporaryDataFolder()
    const pairs = await readBenchmarkPairs(data('us-tax-directfile/kb.en.jsonl'))
    await freeze(freezeRequest(folder, { pairs, fitRanker: fitDefaultRanker }))
    const office = await driftOffice(folder)
    const { searcher } = await loadVersion(folder, 'kb-000001', snapshotParts)
    const random = seededRandom(7)
    const live = async (file: string, count: number) => {
      const queries = [...(await readBenchmarkQueries(data(file)))].filter(({ lang }) => lang === null || lang === 'en')
      for (let i = 0; i < count; i++) {
        const { text } = queries[Math.floor(random() * queries.length)] ?? { text: '' }
        const decision = await searcher.search({ text, languageHint: 'en', filter: {}, now: office.clock.now() })
        const { outcome, language, unseenShare } = decision
        await office.record(turnOf({ kind: outcome.kind, confidence: outcome.confidence, language, unseenShare }))
      }
    }
    await live('us-tax-directfile/queries.en.jsonl', 420)
    const usual = await office.check()
    expect(usual).toMatchObject({ drifting: false, tooFew: null, comparedWith: 'first live questions' })

    await live('covid-q/queries.jsonl', 150)
    const shifted = await office.check()
    expect(shifted.drifting).toBe(true)
    expect(shifted.alarms).toContain('unseenRise')
    expect(await office.openNotes()).toHaveLength(1)
  })
})
