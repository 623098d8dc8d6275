import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GOLDEN, readGoldenFolder } from '../../../evaluation/golden/golden-folder.js'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import { retirePairs } from '../../../knowledge/content/retire.js'
import { importPairs, readForFreezing } from '../../../knowledge/content/workspace.js'
import { findGroup } from '../../../knowledge/curation/groups.js'
import type { Proposal } from '../../../knowledge/curation/item.js'
import { phrasingProposal } from '../../../knowledge/curation/proposal.js'
import { KnowledgeError } from '../../../knowledge/errors.js'
import { named } from '../../../knowledge/person.js'
import { openDecisions } from '../../../training/decisions.js'
import { approveDraft, finishApprovals } from '../../../training/editing/approve.js'
import { decidedItems } from '../../../training/editing/decided-items.js'
import { draftProposal, dropDraft } from '../../../training/editing/draft.js'
import { reopenDecision } from '../../../training/editing/reopen.js'
import type { Installation } from '../../../training/installation.js'
import { writeRun } from '../../../training/retrain/run/run-document.js'
import { openWorkspace } from '../../../training/workspace.js'
import { groupsOf, ignored, outOfCompetence, QUESTION, unanswered } from '../../support/curation.js'
import { fixedClock, pair, temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { pathsIn } from '../../support/paths-in.js'

const ana = { by: named('Ana Ruiz'), reason: 'asked often', seen: null }
const eva = { by: named('Eva Sol'), reason: null, seen: null }

async function filledDesk(): Promise<Installation> {
  const desk = installationOf(await temporaryDataFolder(), { rules: { fourEyes: true } })
  const source = { sourceName: 'kb.csv', sha256: 'a'.repeat(64), replace: false, now: fixedClock.now() }
  await importPairs(openWorkspace(desk.store), { ...source, pairs: [pair('dogs'), pair('fees')] })
  return desk
}

async function groupAbout(desk: Installation, question = QUESTION) {
  const [group] = groupsOf([unanswered(question)], await decidedItems(desk.store))
  if (group === undefined) throw new Error('no group')
  return group
}

async function proposal(desk: Installation, phrasing = QUESTION): Promise<Proposal> {
  const { pairs } = await readForFreezing(openWorkspace(desk.store))
  return phrasingProposal({ pairId: 'dogs', language: 'en', phrasing }, pairs)
}

/** Drafts the question as a phrasing of `dogs`. @returns the item's id */
async function drafted(desk: Installation, what?: Proposal): Promise<string> {
  return (
    await draftProposal(desk, {
      group: await groupAbout(desk),
      proposal: what ?? (await proposal(desk)),
      signedBy: ana,
    })
  ).id
}

/** Simulates a crash right after the decision on every draft. */
async function interruptApproval({ store }: Installation): Promise<void> {
  const approval = { approvedBy: 'Eva Sol', approvedAt: fixedClock.now().toISOString(), golden: false, applied: false }
  await openDecisions(store).update((current) => ({
    next: { ...current, items: current.items.map((item) => ({ ...item, ...approval, state: 'approved' }) as never) },
    outcome: null,
  }))
}

async function phrasings(desk: Installation): Promise<readonly string[]> {
  return (
    (await readForFreezing(openWorkspace(desk.store))).pairs.find(({ id }) => id === 'dogs')?.alternateQuestions ?? []
  )
}

async function acts({ store: folder }: Installation) {
  return (await readAudit(folder)).map(({ by, details }) => `${details.act} by ${by}: ${details.proposal ?? 'nothing'}`)
}

describe('an approved draft', () => {
  it('enters the workspace, the golden cases and the audit log, without a citizen’s words in the log', async () => {
    const desk = await filledDesk()
    const id = await drafted(desk)
    expect(await phrasings(desk)).not.toContain(QUESTION)

    const { item } = await approveDraft(desk, { id, golden: true, signedBy: eva })

    expect(item).toMatchObject({ draftedBy: 'Ana Ruiz', approvedBy: 'Eva Sol', applied: true, golden: true })
    expect(await phrasings(desk)).toContain(QUESTION)
    expect(await readGoldenFolder(desk.store.shelf(GOLDEN))).toMatchObject([
      { text: QUESTION, relevant: ['dogs'], language: 'en', kind: 'curation', origin: 'curation' },
    ])
    expect(await acts(desk)).toEqual(['draft by Ana Ruiz: add-phrasing', 'approve by Eva Sol: add-phrasing'])
    expect(JSON.stringify(await readAudit(desk.store))).not.toContain('adopt')
    expect(await verifyAudit(desk.store)).toMatchObject({ ok: true })
  })

  it('marked out of competence becomes a case that must not be answered, and changes no pair', async () => {
    const desk = await filledDesk()
    const before = await readForFreezing(openWorkspace(desk.store))
    await approveDraft(desk, { id: await drafted(desk, outOfCompetence), golden: true, signedBy: eva })
    expect(await readGoldenFolder(desk.store.shelf(GOLDEN))).toMatchObject([{ text: QUESTION, relevant: [] }])
    expect(await readForFreezing(openWorkspace(desk.store))).toEqual(before)
  })

  it('counts towards the next retraining when it changes a pair', async () => {
    const desk = await filledDesk()
    const approve = async (id: string, at = desk) =>
      (await approveDraft(at, { id, golden: false, signedBy: eva })).retraining
    expect(await approve(await drafted(desk, ignored))).toBeNull()
    const draft = async (question: string) => {
      const [group, what] = [await groupAbout(desk, question), await proposal(desk, question)]
      return (await draftProposal(desk, { group, proposal: what, signedBy: ana })).id
    }
    expect(await approve(await draft('Can my dog swim in the pool?'))).toEqual({ kind: 'too-few', approved: 1 })
    expect(await approve(await draft('leash rules'))).toEqual({ kind: 'too-few', approved: 2 })

    const id = 'run-000001'
    await mkdir(join(pathsIn(desk.store).runsFolder, id))
    const at = fixedClock.now().toISOString()
    const about = { format: 1, id, state: 'finished', inputsHash: 'a'.repeat(64), parent: null, author: null } as const
    await writeRun(desk.store, { ...about, trigger: 'by hand', startedAt: at, finishedAt: at, steps: [] })
    const later = { ...desk, clock: { now: () => new Date('2026-03-02T10:00:00.000Z') } }
    const puppies = await draft('vaccination of puppies')
    expect(await approve(puppies, later)).toEqual({ kind: 'too-few', approved: 1 })
  })

  it('requests a retraining once enough drafts are approved, and stands when that request fails', async () => {
    const rules = { fourEyes: true, retrainAfterApprovals: 1 }
    const desk = installationOf((await filledDesk()).store, { rules })
    const unavailable = new KnowledgeError(
      'QUEUE_UNAVAILABLE',
      { what: 'no-answer', address: 'redis' },
      { do: 'start-redis' },
    )
    const cutOff = { ...desk, openQueue: () => Promise.reject(unavailable) }
    const first = await approveDraft(cutOff, { id: await drafted(desk), golden: false, signedBy: eva })
    expect(first).toMatchObject({ item: { applied: true }, retraining: { kind: 'failed', error: unavailable } })

    const [group, what] = [await groupAbout(desk, 'leash rules'), await proposal(desk, 'leash rules')]
    const { id } = await draftProposal(desk, { group, proposal: what, signedBy: ana })
    const { retraining } = await approveDraft(desk, { id, golden: false, signedBy: eva })
    const queue = await desk.openQueue()
    expect(await queue.list()).toMatchObject([{ asks: [{ trigger: 'curation' }], payload: { approved: 2 } }])
    expect(retraining).toEqual({ kind: 'asked', approved: 2, job: (await queue.list())[0]?.id })
    await queue.close()
  })

  it('needs a second person when the operator requires four eyes', async () => {
    const desk = await filledDesk()
    const id = await drafted(desk)
    await expect(
      approveDraft(desk, { id, golden: false, signedBy: { ...ana, by: named('ana ruiz') } }),
    ).rejects.toMatchObject({ code: 'FOUR_EYES' })
    expect(await phrasings(desk)).not.toContain(QUESTION)
    await approveDraft({ ...desk, rules: { ...desk.rules, fourEyes: false } }, { id, golden: false, signedBy: ana })
    expect(await phrasings(desk)).toContain(QUESTION)
  })
})

describe('a draft stays a draft', () => {
  it.each<[string, string, (desk: Installation) => Promise<unknown>]>([
    [
      'when its pair was retired in the meantime',
      'CURATION_CONFLICT',
      (desk) => retirePairs(openWorkspace(desk.store), { kind: 'pair', id: 'dogs', language: null }),
    ],
    [
      'when its pair was changed in the meantime',
      'CURATION_CONFLICT',
      (desk) =>
        importPairs(openWorkspace(desk.store), {
          ...{ sourceName: 'kb.csv', sha256: 'b'.repeat(64), replace: false, now: fixedClock.now() },
          pairs: [pair('dogs', { answer: 'Dogs are not adopted here any more.' })],
        }),
    ],
    [
      'when an editor expects another answer to the question',
      'GOLDEN_CONTRADICTION',
      ({ store: folder }) =>
        writeFile(
          join(pathsIn(folder).goldenFolder, 'mine.jsonl'),
          `{"text":"can I adopt a dog","relevant":["fees"],"lang":"en"}\n`,
        ),
    ],
  ])('%s', async (_, code, meanwhile) => {
    const desk = await filledDesk()
    const id = await drafted(desk)
    await meanwhile(desk)
    await expect(approveDraft(desk, { id, golden: true, signedBy: eva })).rejects.toMatchObject({ code })
    expect(await decidedItems(desk.store)).toMatchObject([{ id, state: 'draft', version: 1 }])
    expect(await acts(desk)).toEqual(['draft by Ana Ruiz: add-phrasing'])
  })

  it('when it was approved before a crash and no longer fits, and keeps the reason', async () => {
    const desk = await filledDesk()
    const id = await drafted(desk)
    await interruptApproval(desk)
    await retirePairs(openWorkspace(desk.store), { kind: 'pair', id: 'dogs', language: null })
    await finishApprovals(desk)
    const [item] = await decidedItems(desk.store)
    expect(item).toMatchObject({ id, state: 'draft' })
    expect(item?.history.at(-1)).toMatchObject({
      act: 'return',
      by: 'Ventanilla',
      reason: 'the pair dogs/en was retired meanwhile; draft something else',
    })
  })
})

describe('an approval that a crash interrupted', () => {
  it('is completed before the next approval', async () => {
    const desk = await filledDesk()
    await drafted(desk)
    await interruptApproval(desk)
    const group = await groupAbout(desk, 'frobnik')
    const { id } = await draftProposal(desk, { group, proposal: ignored, signedBy: ana })
    expect(await phrasings(desk)).not.toContain(QUESTION)
    await approveDraft(desk, { id, golden: false, signedBy: eva })
    expect(await phrasings(desk)).toContain(QUESTION)
    expect((await decidedItems(desk.store)).map((item) => item.state === 'approved' && item.applied)).toEqual([
      true,
      true,
    ])
  })

  it('is completed before the decision is reopened', async () => {
    const desk = await filledDesk()
    const id = await drafted(desk)
    await interruptApproval(desk)
    expect(await reopenDecision(desk, { id, signedBy: { ...eva, reason: 'wrong pair' } })).toMatchObject({
      takenOut: true,
    })
    expect(await phrasings(desk)).not.toContain(QUESTION)
  })
})

describe('a decision', () => {
  it('can be drafted again after a rejection, and withdrawn', async () => {
    const desk = await filledDesk()
    const id = await drafted(desk)
    await dropDraft(desk, { id, kind: 'reject', signedBy: { ...eva, reason: 'not about adoption' } })
    expect(await drafted(desk, outOfCompetence)).toBe(id)
    await dropDraft(desk, { id, kind: 'withdraw', signedBy: ana })
    expect(await decidedItems(desk.store)).toMatchObject([{ id, state: 'open', version: 4 }])
  })

  it('can be reopened: its golden case and phrasing are removed, and the audit log records it', async () => {
    const desk = await filledDesk()
    const before = await readForFreezing(openWorkspace(desk.store))
    const id = await drafted(desk)
    await approveDraft(desk, { id, golden: true, signedBy: eva })
    expect(await phrasings(desk)).toContain(QUESTION)
    const { takenOut } = await reopenDecision(desk, { id, signedBy: { ...eva, reason: 'wrong pair' } })
    expect(takenOut).toBe(true)
    expect(await readGoldenFolder(desk.store.shelf(GOLDEN))).toEqual([])
    expect(await readForFreezing(openWorkspace(desk.store))).toEqual(before)
    expect(await decidedItems(desk.store)).toMatchObject([{ state: 'open' }])
    expect((await readAudit(desk.store)).at(-1)).toMatchObject({
      event: 'curation',
      by: 'Eva Sol',
      details: {
        act: 'reopen',
        reason: 'wrong pair',
        proposal: 'add-phrasing',
        pair: 'dogs',
        lang: 'en',
        takenOut: true,
      },
    })
  })

  it('removes its own new pair when reopened, and keeps other new pairs', async () => {
    const desk = await filledDesk()
    const write = async (id: string, question: string) => {
      const group = await groupAbout(desk, question)
      const item = await draftProposal(desk, {
        group,
        proposal: { kind: 'new-pair', pair: pair(id, { question }) },
        signedBy: ana,
      })
      await approveDraft(desk, { id: item.id, golden: false, signedBy: eva })
      return item.id
    }
    await write('cats', 'Can I adopt a cat?')
    const before = await readForFreezing(openWorkspace(desk.store))
    const id = await write('horses', 'Where is my horse?')
    expect((await readForFreezing(openWorkspace(desk.store))).pairs.map((one) => one.id)).toContain('horses')
    await reopenDecision(desk, { id, signedBy: { ...eva, reason: 'not ours' } })
    expect(await readForFreezing(openWorkspace(desk.store))).toEqual(before)
  })

  it('keeps a pair that an import has taken over since', async () => {
    const desk = await filledDesk()
    const written = pair('cats', { question: 'Can I adopt a cat?' })
    const { id } = await draftProposal(desk, {
      group: await groupAbout(desk, 'Can I adopt a cat?'),
      proposal: { kind: 'new-pair', pair: written },
      signedBy: ana,
    })
    await approveDraft(desk, { id, golden: false, signedBy: eva })
    const source = { sourceName: 'kb.csv', sha256: 'b'.repeat(64), replace: false, now: fixedClock.now() }
    await importPairs(openWorkspace(desk.store), { ...source, pairs: [written] })
    expect(await reopenDecision(desk, { id, signedBy: { ...eva, reason: 'not ours' } })).toMatchObject({
      takenOut: false,
    })
    expect((await readForFreezing(openWorkspace(desk.store))).pairs.map((one) => one.id)).toContain('cats')
  })

  it('cannot be reopened while later decisions build on its pair', async () => {
    const desk = await filledDesk()
    const written = pair('cats', { question: 'Can I adopt a cat?' })
    const first = await draftProposal(desk, {
      group: await groupAbout(desk, 'Can I adopt a cat?'),
      proposal: { kind: 'new-pair', pair: written },
      signedBy: ana,
    })
    await approveDraft(desk, { id: first.id, golden: false, signedBy: eva })
    const { pairs } = await readForFreezing(openWorkspace(desk.store))
    const more = phrasingProposal({ pairId: 'cats', language: 'en', phrasing: 'Kittens?' }, pairs)
    const second = await draftProposal(desk, {
      group: await groupAbout(desk, 'Any kittens around?'),
      proposal: more,
      signedBy: ana,
    })
    await approveDraft(desk, { id: second.id, golden: false, signedBy: eva })
    const why = { ...eva, reason: 'not ours' }
    await expect(reopenDecision(desk, { id: first.id, signedBy: why })).rejects.toMatchObject({
      code: 'CURATION_CONFLICT',
      message: expect.stringContaining(second.id),
    })
    await reopenDecision(desk, { id: second.id, signedBy: why })
    expect(await reopenDecision(desk, { id: first.id, signedBy: why })).toMatchObject({ takenOut: true })
  })

  it('can be reopened when its pair was retired, even if later decisions built on it', async () => {
    const desk = await filledDesk()
    const written: Proposal = { kind: 'new-pair', pair: pair('cats', { question: 'Can I adopt a cat?' }) }
    const first = await draftProposal(desk, {
      group: await groupAbout(desk, 'Can I adopt a cat?'),
      proposal: written,
      signedBy: ana,
    })
    await approveDraft(desk, { id: first.id, golden: false, signedBy: eva })
    const { pairs } = await readForFreezing(openWorkspace(desk.store))
    const more = phrasingProposal({ pairId: 'cats', language: 'en', phrasing: 'Kittens?' }, pairs)
    const second = await draftProposal(desk, {
      group: await groupAbout(desk, 'Any kittens around?'),
      proposal: more,
      signedBy: ana,
    })
    await approveDraft(desk, { id: second.id, golden: false, signedBy: eva })
    await retirePairs(openWorkspace(desk.store), { kind: 'pair', id: 'cats', language: null })
    const { item } = await reopenDecision(desk, { id: first.id, signedBy: { ...eva, reason: 'not ours' } })
    expect(item.state).toBe('open')
  })

  it('keeps golden lines that editors wrote into the same file', async () => {
    const desk = await filledDesk()
    const file = join(pathsIn(desk.store).goldenFolder, 'curation.jsonl')
    const own = '{"text":"what are the fees","relevant":["fees"],"lang":"en","critical":true}'
    await writeFile(file, `${own}\n`)
    const id = await drafted(desk)
    await approveDraft(desk, { id, golden: true, signedBy: eva })
    expect((await readFile(file, 'utf8')).trim().split('\n')).toEqual([
      own,
      JSON.stringify({ text: QUESTION, relevant: ['dogs'], lang: 'en', kind: 'curation' }),
    ])
    await reopenDecision(desk, { id, signedBy: { ...eva, reason: 'wrong pair' } })
    expect(await readFile(file, 'utf8')).toBe(`${own}\n`)
  })

  it('cannot be drafted a second time under another wording', async () => {
    const desk = await filledDesk()
    const group = findGroup(groupsOf([unanswered('adopt a dog')], []), (await groupAbout(desk, 'adopt a dog')).item.id)
    await drafted(desk)
    const twin = { ...group, item: { ...group.item, id: 'q-0000000000' } }
    await expect(draftProposal(desk, { group: twin, proposal: outOfCompetence, signedBy: ana })).rejects.toMatchObject({
      code: 'CURATION_CONFLICT',
    })
  })
})

describe('a draft that does not fit', () => {
  it('is refused before anything is stored', async () => {
    const desk = await filledDesk()
    const what: Proposal = { kind: 'new-pair', pair: pair('fees') }
    await expect(drafted(desk, what)).rejects.toMatchObject({ code: 'CURATION_CONFLICT' })
    expect(await decidedItems(desk.store)).toEqual([])
    expect(await acts(desk)).toEqual([])
  })
})
