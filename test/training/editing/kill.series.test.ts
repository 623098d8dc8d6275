import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CURATED_CASES } from '../../../evaluation/golden/golden-folder.js'
import { readEffectiveAudit } from '../../../knowledge/audit/acts-in-effect.js'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import { importPairs, readForFreezing } from '../../../knowledge/content/workspace.js'
import { phrasingProposal } from '../../../knowledge/curation/proposal.js'
import { named } from '../../../knowledge/person.js'
import { finishApprovals } from '../../../training/editing/approve.js'
import { decidedItems } from '../../../training/editing/decided-items.js'
import { draftProposal } from '../../../training/editing/draft.js'
import type { Installation } from '../../../training/installation.js'
import { openWorkspace } from '../../../training/workspace.js'
import { ageLocks } from '../../support/age-locks.js'
import { groupsOf, QUESTION, unanswered } from '../../support/curation.js'
import { fixedClock, pair, temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { pathsIn } from '../../support/paths-in.js'
import { runScript } from '../../support/run-script.js'
import { inLength } from '../../support/series.js'

interface Draft {
  readonly desk: Installation
  readonly id: string
}

async function drafted(): Promise<Draft> {
  const desk = installationOf(await temporaryDataFolder())
  const pairs = [pair('dogs'), pair('fees')]
  const source = { sourceName: 'kb.csv', sha256: 'a'.repeat(64), replace: false, now: fixedClock.now() }
  await importPairs(openWorkspace(desk.store), { ...source, pairs })
  const [group] = groupsOf([unanswered(QUESTION)], [])
  if (group === undefined) throw new Error('no group')
  const proposal = phrasingProposal({ pairId: 'dogs', language: 'en', phrasing: QUESTION }, pairs)
  const { id } = await draftProposal(desk, {
    group,
    proposal,
    signedBy: { by: named('Ana Ruiz'), reason: null, seen: null },
  })
  return { desk, id }
}

/** Approves the draft in a separate process. @returns its output; empty when it was killed */
function approveElsewhere(draft: Draft, by: string, beforeCall?: number): Promise<string> {
  return actElsewhere(draft, by, 'yes', beforeCall)
}

async function actElsewhere({ desk, id }: Draft, by: string, act: 'yes' | 'reopen', beforeCall?: number) {
  const given = [desk.store.place, id, by, act]
  return (await runScript('curation-worker.mjs', beforeCall === undefined ? given : [...given, beforeCall])).said
}

async function approvals({ store: folder }: Installation): Promise<readonly (string | null)[]> {
  return (await readEffectiveAudit(folder)).filter(({ details }) => details.act === 'approve').map(({ by }) => by)
}

async function expectCarriedOutOnce({ desk, id }: Draft): Promise<void> {
  expect(await decidedItems(desk.store)).toMatchObject([{ id, state: 'approved', applied: true, version: 2 }])
  const { pairs } = await readForFreezing(openWorkspace(desk.store))
  const phrasings = pairs.flatMap(({ alternateQuestions }) => alternateQuestions)
  expect(phrasings.filter((phrasing) => phrasing === QUESTION)).toHaveLength(1)
  const golden = await readFile(join(pathsIn(desk.store).goldenFolder, CURATED_CASES), 'utf8')
  expect(golden.trim().split('\n')).toHaveLength(1)
  expect(await approvals(desk)).toEqual(['Eva Sol'])
  expect(await verifyAudit(desk.store)).toMatchObject({ ok: true })
}

describe('an approval', () => {
  it('killed before any change to the disk is completed afterwards, or never happened', async () => {
    const seen = { draft: 0, approved: 0 }
    for (let call = 1; ; call += inLength({ suite: 4, series: 1 })) {
      const draft = await drafted()
      const said = await approveElsewhere(draft, 'Eva Sol', call)
      await ageLocks(draft.desk.store)
      if (said === 'approved') {
        await expectCarriedOutOnce(draft)
        break
      }
      const [item] = await decidedItems(draft.desk.store)
      if (item?.state === 'approved') {
        seen.approved++
        await finishApprovals(draft.desk)
      } else {
        seen.draft++
        expect(item).toMatchObject({ state: 'draft', version: 1 })
        expect(await approvals(draft.desk)).toEqual([])
        expect(await approveElsewhere(draft, 'Eva Sol')).toBe('approved')
      }
      await expectCarriedOutOnce(draft)
    }
    expect(seen.draft).toBeGreaterThan(inLength({ suite: 0, series: 3 }))
    expect(seen.approved).toBeGreaterThan(inLength({ suite: 2, series: 10 }))
  })

  it('given by two people at once counts for only one of them', async () => {
    const draft = await drafted()
    const said = await Promise.all([approveElsewhere(draft, 'Eva Sol'), approveElsewhere(draft, 'Bo Lind')])
    expect([...said].sort()).toEqual(['CURATION_REFUSED', 'approved'])
    expect(await approvals(draft.desk)).toHaveLength(1)
    expect(await decidedItems(draft.desk.store)).toMatchObject([{ state: 'approved', applied: true, version: 2 }])
  })

  it('by the drafter is refused while another person’s succeeds', async () => {
    const draft = await drafted()
    const said = await Promise.all([approveElsewhere(draft, 'Ana Ruiz'), approveElsewhere(draft, 'Eva Sol')])
    expect(['FOUR_EYES', 'CURATION_REFUSED']).toContain(said[0])
    expect(said[1]).toBe('approved')
    await expectCarriedOutOnce(draft)
  })
})

describe('a decision taken back', () => {
  it('stands when the process is killed before any change to the disk, and can be taken back completely later', async () => {
    const seen = { approved: 0 }
    for (let call = 1; ; call += inLength({ suite: 4, series: 1 })) {
      const draft = await drafted()
      await approveElsewhere(draft, 'Eva Sol')
      const said = await actElsewhere(draft, 'Bo Lind', 'reopen', call)
      await ageLocks(draft.desk.store)
      const [item] = await decidedItems(draft.desk.store)
      if (item?.state === 'approved') {
        seen.approved++
        expect(await actElsewhere(draft, 'Bo Lind', 'reopen')).toBe('reopened')
      }
      await expectTakenBackOnce(draft)
      if (said === 'reopened') break
    }
    expect(seen.approved).toBeGreaterThan(inLength({ suite: 2, series: 10 }))
  })
})

async function expectTakenBackOnce({ desk }: Draft): Promise<void> {
  expect(await decidedItems(desk.store)).toMatchObject([{ state: 'open', version: 3 }])
  const { pairs } = await readForFreezing(openWorkspace(desk.store))
  expect(pairs.flatMap(({ alternateQuestions }) => alternateQuestions)).not.toContain(QUESTION)
  expect(await readFile(join(pathsIn(desk.store).goldenFolder, CURATED_CASES), 'utf8')).toBe('')
  const acts = (await readEffectiveAudit(desk.store)).map(({ details }) => details.act)
  expect(acts.filter((act) => act === 'reopen')).toHaveLength(1)
  expect((await readEffectiveAudit(desk.store)).at(-1)).toMatchObject({ details: { act: 'reopen', takenOut: true } })
  expect(await verifyAudit(desk.store)).toMatchObject({ ok: true })
}
