import { describe, expect, it } from 'vitest'
import { GOLDEN, readGoldenFolder } from '../../../evaluation/golden/golden-folder.js'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { sha256 } from '../../../knowledge/basics/sha256.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { importPairs } from '../../../knowledge/content/workspace.js'
import { groupId } from '../../../knowledge/curation/groups.js'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { samePhrasing } from '../../../knowledge/text/same-phrasing.js'
import { approvedContent } from '../../../training/approved-content.js'
import { openDecisions } from '../../../training/decisions.js'
import { acceptGolden, proposeGolden, rejectGolden } from '../../../training/editing/golden-proposals.js'
import { promote } from '../../../training/release/promotion.js'
import { openWorkspace } from '../../../training/workspace.js'
import { itemIn } from '../../support/curation.js'
import { fixedClock, temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { retrainApproved } from '../../support/retraining.js'
import { samplePairs } from '../../support/sample.js'

const by = named('Ana Ruiz')
/** Matters of an institution's own: the sample's texts under other ids. */
const pairs: readonly QnaPair[] = samplePairs(['es'])
  .filter(({ metadata }) => metadata.role === undefined)
  .slice(0, 40)
  .map((pair) => ({ ...pair, id: `own-${pair.id}`, prompts: [] }))

async function own(): Promise<Store> {
  const folder = await temporaryDataFolder()
  await imported(folder)
  return folder
}

async function imported(folder: Store): Promise<void> {
  const file = { sourceName: 'own.csv', sha256: sha256('own'), replace: true, now: fixedClock.now() }
  await importPairs(openWorkspace(folder), { ...file, pairs })
}

describe('proposed golden cases', () => {
  it('are a phrasing of each pair and questions that nobody answers; looking changes nothing', async () => {
    const folder = await own()
    const proposals = await proposeGolden(folder)
    expect(proposals.filter(({ kind }) => kind === 'phrasing')).toHaveLength(40)
    expect(proposals.filter(({ relevant }) => relevant.length === 0)).toHaveLength(10)
    expect(await proposeGolden(folder)).toEqual(proposals)
    expect(await readGoldenFolder(folder.shelf(GOLDEN))).toEqual([])
  })

  it('are other wordings of what citizens asked and editors decided', async () => {
    const folder = await own()
    const [pair] = pairs as [QnaPair]
    const question = 'cuánto me piden por abrir un negocio'
    const decided = {
      id: groupId('es', question),
      language: 'es',
      question,
      wordings: [question, 'precio abrir negocio'],
    }
    const proposal = {
      kind: 'add-phrasing',
      pairId: pair.id,
      language: 'es',
      phrasing: question,
      basis: sha256('basis'),
    } as const
    const item = itemIn('approved', { ...decided, proposal })
    await openDecisions(folder).update((current) => ({ next: { ...current, items: [item] }, outcome: null }))
    await openWorkspace(folder).update((current) => {
      const learnt = current.pairs.map((stored) =>
        stored.pair.id === pair.id ? { ...stored, phrasings: [question] } : stored,
      )
      return { next: { ...current, pairs: learnt }, outcome: null }
    })
    expect((await proposeGolden(folder))[0]).toMatchObject({
      kind: 'live',
      text: 'precio abrir negocio',
      relevant: [pair.id],
    })
  })

  it('become golden cases by a named person, and their pair no longer learns them, after another import neither', async () => {
    const folder = await own()
    const [one] = await proposeGolden(folder)
    await acceptGolden(installationOf(folder), { ids: [one?.id ?? ''], by })
    await imported(folder)
    const cases = await readGoldenFolder(folder.shelf(GOLDEN))
    expect(cases).toMatchObject([{ text: one?.text, relevant: one?.relevant, origin: 'accepted', kind: 'phrasing' }])
    const learnt = (await approvedContent(folder)).pairs.flatMap(({ alternateQuestions }) => alternateQuestions)
    expect(learnt.map(samePhrasing)).not.toContain(samePhrasing(one?.text ?? ''))
    expect((await readAudit(folder)).at(-1)).toMatchObject({
      by: 'Ana Ruiz',
      details: { act: 'golden-accept', count: 1 },
    })
    expect((await proposeGolden(folder)).map(({ id }) => id)).not.toContain(one?.id)
  })

  it('are not proposed again once rejected, and an unknown one is refused', async () => {
    const folder = await own()
    const [one] = await proposeGolden(folder)
    const ids = [one?.id ?? '']
    await rejectGolden(installationOf(folder), { ids, by, reason: 'nobody says so' })
    expect((await proposeGolden(folder)).map(({ id }) => id)).not.toContain(one?.id)
    await expect(acceptGolden(installationOf(folder), { ids, by })).rejects.toMatchObject({
      facts: { what: 'no-golden-proposal' },
    })
  })

  it('do not make the next version worse than the first, which had learnt them', async () => {
    const folder = await own()
    expect(await retrainApproved(folder)).toMatchObject({ gate: 'pass', first: true })
    await promote(installationOf(folder), { version: 'kb-000001', by, reason: 'agreed', override: false })
    await acceptGolden(installationOf(folder), { ids: 'all', by })
    const { first, reasons } = await retrainApproved(folder)
    const lost = reasons.filter((reason) => /worse beyond chance/.test(reason))
    expect({ first, lost }).toEqual({ first: false, lost: [] })
  })
})
