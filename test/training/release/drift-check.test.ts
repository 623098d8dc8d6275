import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { driftSaid } from '../../../evaluation/words/drift-words.js'
import { englishLocale } from '../../../evaluation/words/locale.js'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { closeNote } from '../../../knowledge/curation/notes.js'
import { named } from '../../../knowledge/person.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import { openCurationNotes } from '../../../training/release/documents.js'
import { fitDefaultRanker } from '../../support/default-fit.js'
import { driftOffice, turnOf } from '../../support/drifting.js'
import { freezeRequest, temporaryDataFolder } from '../../support/freezing.js'
import { pathsIn } from '../../support/paths-in.js'

const usual = turnOf()
const strange = turnOf({ kind: 'fallback', confidence: 0.1, unseenShare: 0.9 })

async function office({ golden = 0 } = {}) {
  const folder = await temporaryDataFolder()
  for (let i = 0; i < 2; i++) await freeze(freezeRequest(folder, { fitRanker: fitDefaultRanker }))
  const cases = Array.from({ length: golden }, (_, i) =>
    JSON.stringify({ text: `What is fees ${'?'.repeat(i % 3)} ${i}`, relevant: ['fees'], lang: 'en' }),
  )
  if (golden > 0) await writeFile(join(pathsIn(folder).goldenFolder, 'cases.jsonl'), cases.join('\n'))
  const drift = await driftOffice(folder)
  const live = async (count: number, turn = usual) => {
    for (let i = 0; i < count; i++) await drift.record(turn)
  }
  return { ...drift, folder, live }
}

describe('drift', () => {
  it('is judged against the first questions of the version, and opens one note', async () => {
    const { live, check, openNotes, breaches, folder } = await office()
    await live(300)
    expect(await check()).toMatchObject({ drifting: false, comparedWith: 'first live questions', tooFew: null })
    await live(150, strange)
    const drifting = await check()
    expect(drifting).toMatchObject({
      drifting: true,
      since: expect.any(String),
      figures: { reference: 200, live: 200 },
    })
    expect(drifting.alarms).toEqual(['confidencePsi', 'fallbackRise', 'unseenRise'])
    expect(await check()).toMatchObject({ drifting: true, since: drifting.since })
    expect(breaches).toEqual([drifting.alarms])
    expect(await openNotes()).toMatchObject([
      { kind: 'drift', version: 'kb-000001', text: expect.stringContaining('0 % → 75 %') },
    ])
    expect((await readAudit(folder)).filter(({ event }) => event === 'drift')).toHaveLength(1)
  })

  it('ends when the questions are as before, and can begin again', async () => {
    const { live, check, openNotes, breaches, folder } = await office()
    await live(300)
    await live(200, strange)
    expect((await check()).drifting).toBe(true)
    await live(200)
    expect(await check()).toMatchObject({ drifting: false, since: null })
    const [note] = await openNotes()
    const closed = { at: new Date(), by: named('Ana') }
    expect(await closeNote(openCurationNotes(folder), note?.id ?? '', closed)).toMatchObject({ closed: { by: 'Ana' } })
    await live(200, strange)
    expect((await check()).drifting).toBe(true)
    expect(breaches).toHaveLength(2)
    expect(await openNotes()).toHaveLength(1)
  })

  it('is detected when answers stop helping, although nothing else has changed', async () => {
    const { live, check, record, rate } = await office()
    await live(300)
    for (let i = 0; i < 200; i++) {
      const turn = turnOf({ receipt: `R${i}` })
      await record(turn)
      if (i % 4 === 0) await rate(turn, false)
      if (i % 8 === 0) await rate(turn, true)
    }
    const verdict = await check()
    expect(verdict.alarms).toEqual(['notHelpfulRise'])
    expect(verdict.figures.notHelpfulRate).toEqual({ reference: 0, live: 0.125 })
  })

  it('reports too few questions instead of guessing', async () => {
    const { live, check } = await office()
    await live(40)
    const verdict = await check()
    expect(verdict).toMatchObject({
      drifting: false,
      comparedWith: 'nothing yet',
      tooFew: expect.objectContaining({ live: expect.any(Number) }),
    })
    expect(driftSaid(verdict, englishLocale())).toBe('not known yet: there are too few questions to tell')
  })

  it('is detected from the start with golden cases, and drifting questions never become the reference', async () => {
    const { live, check } = await office({ golden: 60 })
    await live(60, strange)
    const early = await check()
    expect(early).toMatchObject({ drifting: true, comparedWith: 'golden cases' })
    expect(early.alarms).toEqual(['fallbackRise', 'unseenRise'])
    await live(400, strange)
    expect(await check()).toMatchObject({ drifting: true, comparedWith: 'golden cases' })
  })

  it('takes its reference from the questions after a drifting start', async () => {
    const { live, check } = await office({ golden: 60 })
    await live(250, strange)
    expect((await check()).drifting).toBe(true)
    await live(200)
    expect(await check()).toMatchObject({ drifting: false, comparedWith: 'first live questions' })
    await live(150)
    expect(await check()).toMatchObject({ drifting: false, tooFew: null })
    await live(150, strange)
    expect((await check()).drifting).toBe(true)
  })

  it('repeats the request for a retraining until it succeeds, and records the alarm once', async () => {
    const { live, failing, check, folder, openNotes } = await office()
    await live(300)
    await live(150, strange)
    failing.queue = true
    await expect(check()).rejects.toThrow('no queue')
    failing.queue = false
    expect((await check()).drifting).toBe(true)
    expect((await readAudit(folder)).filter(({ event }) => event === 'drift')).toHaveLength(1)
    expect(await openNotes()).toHaveLength(1)
  })

  it('triggers a retraining once, even after a check that triggers none', async () => {
    const { live, check, checkOnly, retrainings } = await office()
    await live(300)
    await live(150, strange)
    const { alarms } = await checkOnly()
    expect(retrainings).toEqual([])
    await check()
    await checkOnly()
    await check()
    expect(retrainings).toEqual([alarms])
    await live(200)
    expect((await check()).drifting).toBe(false)
    await live(200, strange)
    await check()
    expect(retrainings).toHaveLength(2)
  })

  it('ignores pressed buttons and other versions', async () => {
    const { live, check } = await office()
    await live(300)
    await live(200, turnOf({ unseenShare: null, kind: 'handoff' }))
    await live(200, { ...strange, version: 'kb-000002' })
    expect(await check()).toMatchObject({ drifting: false, figures: { live: 100 } })
  })

  it('starts again with a new champion', async () => {
    const { live, check, promote } = await office()
    await live(300)
    await live(200, strange)
    expect((await check()).drifting).toBe(true)
    await promote('kb-000002')
    expect(await check()).toMatchObject({ drifting: false, version: 'kb-000002', figures: { live: 0 } })
  })
})
