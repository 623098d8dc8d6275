import { describe, expect, it } from 'vitest'
import { createAssistant, createAssistants } from '../../../deploy/roles/assistant.js'
import type { Lane } from '../../../knowledge/traffic/traffic.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import { type LoadedVersion, loadVersion } from '../../../training/loaded-version.js'
import { fitDefaultRanker } from '../../support/default-fit.js'
import { fixedClock, freezeRequest, pair, snapshotParts, temporaryDataFolder } from '../../support/freezing.js'

const PAIRS = [
  pair('fees', { metadata: { starter: '2' } }),
  pair('deadlines', { metadata: { starter: '10' } }),
  pair('hours', { metadata: { starter: '1' } }),
  pair('old', { metadata: { starter: '3' }, validUntil: '2026-02-28' }),
  pair('plain'),
  pair('fees', { language: 'es', metadata: { starter: '1' } }),
]

async function lane(): Promise<Lane<LoadedVersion>> {
  const folder = await temporaryDataFolder()
  const { manifest } = await freeze(freezeRequest(folder, { pairs: PAIRS, fitRanker: fitDefaultRanker }))
  const value = await loadVersion(folder, manifest.id, snapshotParts)
  return { current: () => ({ id: value.id, value }), use: (turn) => turn(value, value.id) }
}

async function assistant() {
  return createAssistant(await lane())
}

describe('the assistant', () => {
  it('offers the starters of the language in the order of their numbers, without those that are out of date', async () => {
    const { starters } = await assistant()
    expect(starters('en', fixedClock.now()).map(({ id }) => id)).toEqual(['hours', 'fees', 'deadlines'])
  })

  it('finds the pair behind a button, with the version it comes from', async () => {
    const { pair: find } = await assistant()
    expect(find('fees', 'es', fixedClock.now())).toMatchObject({
      pair: { id: 'fees', language: 'es' },
      version: 'kb-000001',
    })
  })

  it('knows no pair that is absent or out of date', async () => {
    const { pair: find } = await assistant()
    expect(find('gone', 'en', fixedClock.now())).toBeNull()
    expect(find('old', 'en', fixedClock.now())).toBeNull()
    expect(find('old', 'en', new Date('2026-02-28T23:00:00Z'))).not.toBeNull()
  })

  it('answers a question from the version that serves', async () => {
    const { ask, languages } = await assistant()
    const question = { text: 'What is fees?', languageHint: 'en', filter: {}, now: fixedClock.now() }
    expect(await ask(question)).toMatchObject({
      version: 'kb-000001',
      outcome: { kind: 'answered', pair: { id: 'fees' } },
    })
    expect(languages()).toEqual(['en', 'es'])
  })

  it('reports the citizen’s own question after the reply, and no other question of the turn', async () => {
    const only = await lane()
    const told: string[] = []
    const assistants = createAssistants({ lane: () => only, forget: () => {} }, ({ text }) => void told.push(text))
    const turn = assistants.forTurn('a conversation')
    const question = { languageHint: 'en', filter: {}, now: fixedClock.now() }
    await turn.ask({ ...question, text: 'What is fees? What is hours?' })
    await turn.ask({ ...question, text: 'What is fees?' })
    expect(told).toEqual([])
    turn.replied()
    turn.replied()
    expect(told).toEqual(['What is fees? What is hours?'])
  })
})
