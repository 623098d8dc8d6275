import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Searcher } from '../../../knowledge/search/searcher.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import { watchDrift } from '../../../training/release/drift-watch.js'
import { driftOffice, turnOf } from '../../support/drifting.js'
import { freezeRequest, temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { pathsIn } from '../../support/paths-in.js'

async function watched(searcher: Pick<Searcher, 'search'>) {
  const folder = await temporaryDataFolder()
  await freeze(freezeRequest(folder))
  const office = await driftOffice(folder)
  const said: string[] = []
  const gauges: (readonly string[])[] = []
  const line = (_fields: unknown, message: string) => void said.push(message)
  const begin = () =>
    watchDrift(
      installationOf(folder, { clock: office.clock, logger: { debug: line, info: line, warn: line, error: line } }),
      {
        withSearcher: (_id, work) => work(searcher as Searcher),
        onChecked: (_values, alarms) => void gauges.push(alarms),
        everyMs: 10,
      },
    )
  return { office, folder, said, gauges, begin }
}

it('a server warns of drift once, and reports it at every check', async () => {
  const { office, said, gauges, begin } = await watched({ search: () => Promise.reject(new Error('not asked')) })
  for (let i = 0; i < 300; i++) await office.record(turnOf())
  for (let i = 0; i < 150; i++) await office.record(turnOf({ kind: 'fallback', unseenShare: 1 }))
  const stop = begin()
  await expect.poll(() => gauges.length).toBeGreaterThan(2)
  await stop()
  expect(gauges.at(-1)).toEqual(['fallbackRise', 'unseenRise'])
  expect(said.filter((message) => message.startsWith('Citizens ask differently'))).toHaveLength(1)
})

it('a stopping server does not wait until every golden case has been asked', async () => {
  let asked = 0
  let answer = () => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  const search: Searcher['search'] = async () => {
    asked++
    await answered
    const outcome = { kind: 'fallback', reason: 'not-confident', confidence: 0 } as const
    const thresholds = { confidence: 0, ambiguityMargin: 0 }
    const facts = { language: 'en', normalised: '', unseenShare: 0, nearestOutOfScope: null }
    return { ...facts, outcome, version: 'kb-000001', candidates: [], thresholds }
  }
  const { folder, said, begin } = await watched({ search })
  const cases = Array.from({ length: 500 }, (_, i) => JSON.stringify({ text: `case ${i}`, relevant: [], lang: 'en' }))
  await writeFile(join(pathsIn(folder).goldenFolder, 'cases.jsonl'), cases.join('\n'))
  const stop = begin()
  await expect.poll(() => asked).toBe(1)
  const stopped = stop()
  answer()
  await stopped
  expect(asked).toBe(1)
  expect(said).toEqual([])
})
