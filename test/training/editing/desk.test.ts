import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readGoldenFolder } from '../../../evaluation/golden/golden-folder.js'
import { readAudit, verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import { retirePairs } from '../../../knowledge/content/retire.js'
import { importPairs, readForFreezing } from '../../../knowledge/content/workspace.js'
import { curationGroups, findGroup } from '../../../knowledge/curation/groups.js'
import type { Proposal } from '../../../knowledge/curation/item.js'
import { phrasingProposal } from '../../../knowledge/curation/proposal.js'
import { approveDraft, finishApprovals } from '../../../training/editing/approve.js'
import { openDesk } from '../../../training/editing/curation-desk.js'
import { type CurationDesk, decidedItems, draftProposal, dropDraft } from '../../../training/editing/desk.js'
import { reopenDecision } from '../../../training/editing/reopen.js'
import { writeRun } from '../../../training/retrain/run-document.js'
import { ignored, outOfCompetence, QUESTION, unanswered } from '../../support/curation.js'
import { fixedClock, pair, temporaryDataFolder } from '../../support/freezing.js'

const ana = { by: 'Ana Ruiz', reason: 'asked often', seen: null }
const eva = { by: 'Eva Sol', reason: null, seen: null }

async function filledDesk(fields: Partial<CurationDesk> = {}): Promise<CurationDesk> {
  const desk = openDesk({
    config: { values: { FOUR_EYES: true } as never },
    store: await temporaryDataFolder(),
    clock: fixedClock,
    onApproved: async () => {},
  })
  const source = { sourceName: 'kb.csv', sha256: 'a'.repeat(64), replace: false, now: fixedClock.now() }
  await importPairs(desk.workspace, { ...source, pairs: [pair('dogs'), pair('fees')] })
  return { ...desk, ...fields }
}

async function groupAbout(desk: CurationDesk, question = QUESTION) {
  const [group] = curationGroups([unanswered(question)], await decidedItems(desk))
  if (group === undefined) throw new Error('no group')
  return group
}

async function proposal(desk: CurationDesk, phrasing = QUESTION): Promise<Proposal> {
  const { pairs } = await readForFreezing(desk.workspace)
  return phrasingProposal({ pairId: 'dogs', language: 'en', phrasing }, pairs)
}

/** Drafts the question as a phrasing of `dogs`. @returns the item's id */
async function drafted(desk: CurationDesk, what?: Proposal): Promise<string> {
  return (await draftProposal(desk, await groupAbout(desk), what ?? (await proposal(desk)), ana)).id
}

/** As if a crash had come right after the decision on every draft. */
async function interruptApproval({ decisions }: CurationDesk): Promise<void> {
  const approval = { approvedBy: 'Eva Sol', approvedAt: fixedClock.now().toISOString(), golden: false, applied: false }
  await decisions.update((current) => ({
    next: { ...current, items: current.items.map((item) => ({ ...item, ...approval, state: 'approved' }) as never) },
    outcome: null,
  }))
}

async function phrasings(desk: CurationDesk): Promise<readonly string[]> {
  return (await readForFreezing(desk.workspace)).pairs.find(({ id }) => id === 'dogs')?.alternateQuestions ?? []
}

async function acts({ store: folder }: CurationDesk) {
  return (await readAudit(folder)).map(({ by, details }) => `${details.act} by ${by}: ${details.proposal ?? 'nothing'}`)
}

describe('an approved draft', () => {
  it('is in the workspace, a golden case, and on the audit record without a citizen’s words', async () => {
    const desk = await filledDesk()
    const id = await drafted(desk)
    expect(await phrasings(desk)).not.toContain(QUESTION)

    const item = await approveDraft(desk, id, true, eva)

    expect(item).toMatchObject({ draftedBy: 'Ana Ruiz', approvedBy: 'Eva Sol', applied: true, golden: true })
    expect(await phrasings(desk)).toContain(QUESTION)
    expect(await readGoldenFolder(desk.store.goldenFolder)).toMatchObject([
      { text: QUESTION, relevant: ['dogs'], language: 'en', kind: 'curation', origin: 'curation' },
    ])
    expect(await acts(desk)).toEqual(['draft by Ana Ruiz: add-phrasing', 'approve by Eva Sol: add-phrasing'])
    expect(JSON.stringify(await readAudit(desk.store))).not.toContain('adopt')
    expect(await verifyAudit(desk.store)).toMatchObject({ ok: true })
  })

  it('out of competence becomes a case that must not be answered, and changes no pair', async () => {
    const desk = await filledDesk()
    const before = await readForFreezing(desk.workspace)
    await approveDraft(desk, await drafted(desk, outOfCompetence), true, eva)
    expect(await readGoldenFolder(desk.store.goldenFolder)).toMatchObject([{ text: QUESTION, relevant: [] }])
    expect(await readForFreezing(desk.workspace)).toEqual(before)
  })

  it('counts towards a retraining when it changes a pair, since the last one began', async () => {
    const counts: number[] = []
    const desk = await filledDesk({ onApproved: async (approved) => void counts.push(approved) })
    await approveDraft(desk, await drafted(desk, ignored), false, eva)
    expect(counts).toEqual([])
    const draft = async (question: string) =>
      (await draftProposal(desk, await groupAbout(desk, question), await proposal(desk, question), ana)).id
    const swim = await draft('Can my dog swim in the pool?')
    await approveDraft(desk, swim, false, eva)
    await approveDraft(desk, await draft('leash rules'), false, eva)
    expect(counts).toEqual([1, 2])

    const id = 'run-000001'
    await mkdir(join(desk.store.runsFolder, id))
    const at = fixedClock.now().toISOString()
    const about = { format: 1, id, state: 'finished', inputsHash: 'a'.repeat(64), parent: null, author: null } as const
    await writeRun(desk.store, { ...about, trigger: 'by hand', startedAt: at, finishedAt: at, steps: [] })
    const later = { ...desk, clock: { now: () => new Date('2026-03-02T10:00:00.000Z') } }
    await approveDraft(later, await draft('vaccination of puppies'), false, eva)
    expect(counts).toEqual([1, 2, 1])
  })

  it('needs another pair of eyes where the operator wants them', async () => {
    const desk = await filledDesk()
    const id = await drafted(desk)
    await expect(approveDraft(desk, id, false, { ...ana, by: 'ana ruiz' })).rejects.toMatchObject({ code: 'FOUR_EYES' })
    expect(await phrasings(desk)).not.toContain(QUESTION)
    await approveDraft({ ...desk, fourEyes: false }, id, false, ana)
    expect(await phrasings(desk)).toContain(QUESTION)
  })
})

describe('a draft stays a draft', () => {
  it.each<[string, string, (desk: CurationDesk) => Promise<unknown>]>([
    [
      'when its pair was retired meanwhile',
      'CURATION_CONFLICT',
      (desk) => retirePairs(desk.workspace, { kind: 'pair', id: 'dogs', language: null }),
    ],
    [
      'when its pair was changed meanwhile',
      'CURATION_CONFLICT',
      (desk) =>
        importPairs(desk.workspace, {
          ...{ sourceName: 'kb.csv', sha256: 'b'.repeat(64), replace: false, now: fixedClock.now() },
          pairs: [pair('dogs', { answer: 'Dogs are not adopted here any more.' })],
        }),
    ],
    [
      'when an editor expects another answer to the question',
      'GOLDEN_CONTRADICTION',
      ({ store: folder }) =>
        writeFile(
          join(folder.goldenFolder, 'mine.jsonl'),
          `{"text":"can I adopt a dog","relevant":["fees"],"lang":"en"}\n`,
        ),
    ],
  ])('%s', async (_, code, meanwhile) => {
    const desk = await filledDesk()
    const id = await drafted(desk)
    await meanwhile(desk)
    await expect(approveDraft(desk, id, true, eva)).rejects.toMatchObject({ code })
    expect(await decidedItems(desk)).toMatchObject([{ id, state: 'draft', version: 1 }])
    expect(await acts(desk)).toEqual(['draft by Ana Ruiz: add-phrasing'])
  })

  it('that was approved before a crash and does not fit any more goes back with the reason', async () => {
    const desk = await filledDesk()
    const id = await drafted(desk)
    await interruptApproval(desk)
    await retirePairs(desk.workspace, { kind: 'pair', id: 'dogs', language: null })
    await finishApprovals(desk)
    const [item] = await decidedItems(desk)
    expect(item).toMatchObject({ id, state: 'draft' })
    expect(item?.history.at(-1)).toMatchObject({
      act: 'return',
      by: 'Ventanilla',
      reason: 'the pair dogs/en was retired meanwhile; draft something else',
    })
  })
})

describe('an approval that a crash cut off', () => {
  it('is carried out before the next one', async () => {
    const desk = await filledDesk()
    await drafted(desk)
    await interruptApproval(desk)
    const group = await groupAbout(desk, 'frobnik')
    const { id } = await draftProposal(desk, group, ignored, ana)
    expect(await phrasings(desk)).not.toContain(QUESTION)
    await approveDraft(desk, id, false, eva)
    expect(await phrasings(desk)).toContain(QUESTION)
    expect((await decidedItems(desk)).map((item) => item.state === 'approved' && item.applied)).toEqual([true, true])
  })

  it('is carried out before it is opened again', async () => {
    const desk = await filledDesk()
    const id = await drafted(desk)
    await interruptApproval(desk)
    expect(await reopenDecision(desk, id, { ...eva, reason: 'wrong pair' })).toMatchObject({ takenOut: true })
    expect(await phrasings(desk)).not.toContain(QUESTION)
  })
})

describe('what was decided', () => {
  it('can be drafted anew after a rejection, and withdrawn', async () => {
    const desk = await filledDesk()
    const id = await drafted(desk)
    await dropDraft(desk, id, 'reject', { ...eva, reason: 'not about adoption' })
    expect(await drafted(desk, outOfCompetence)).toBe(id)
    await dropDraft(desk, id, 'withdraw', ana)
    expect(await decidedItems(desk)).toMatchObject([{ id, state: 'open', version: 4 }])
  })

  it('can be opened again: its golden case and its phrasing go, on record', async () => {
    const desk = await filledDesk()
    const before = await readForFreezing(desk.workspace)
    const id = await drafted(desk)
    await approveDraft(desk, id, true, eva)
    expect(await phrasings(desk)).toContain(QUESTION)
    const { takenOut } = await reopenDecision(desk, id, { ...eva, reason: 'wrong pair' })
    expect(takenOut).toBe(true)
    expect(await readGoldenFolder(desk.store.goldenFolder)).toEqual([])
    expect(await readForFreezing(desk.workspace)).toEqual(before)
    expect(await decidedItems(desk)).toMatchObject([{ state: 'open' }])
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

  it('takes a pair that it wrote out again, and leaves the others that were written', async () => {
    const desk = await filledDesk()
    const write = async (id: string, question: string) => {
      const group = await groupAbout(desk, question)
      const item = await draftProposal(desk, group, { kind: 'new-pair', pair: pair(id, { question }) }, ana)
      await approveDraft(desk, item.id, false, eva)
      return item.id
    }
    await write('cats', 'Can I adopt a cat?')
    const before = await readForFreezing(desk.workspace)
    const id = await write('horses', 'Where is my horse?')
    expect((await readForFreezing(desk.workspace)).pairs.map((one) => one.id)).toContain('horses')
    await reopenDecision(desk, id, { ...eva, reason: 'not ours' })
    expect(await readForFreezing(desk.workspace)).toEqual(before)
  })

  it('leaves what an import has made its own since', async () => {
    const desk = await filledDesk()
    const written = pair('cats', { question: 'Can I adopt a cat?' })
    const { id } = await draftProposal(
      desk,
      await groupAbout(desk, 'Can I adopt a cat?'),
      { kind: 'new-pair', pair: written },
      ana,
    )
    await approveDraft(desk, id, false, eva)
    const source = { sourceName: 'kb.csv', sha256: 'b'.repeat(64), replace: false, now: fixedClock.now() }
    await importPairs(desk.workspace, { ...source, pairs: [written] })
    expect(await reopenDecision(desk, id, { ...eva, reason: 'not ours' })).toMatchObject({ takenOut: false })
    expect((await readForFreezing(desk.workspace)).pairs.map((one) => one.id)).toContain('cats')
  })

  it('is not opened again while later decisions build on its pair', async () => {
    const desk = await filledDesk()
    const written = pair('cats', { question: 'Can I adopt a cat?' })
    const first = await draftProposal(
      desk,
      await groupAbout(desk, 'Can I adopt a cat?'),
      { kind: 'new-pair', pair: written },
      ana,
    )
    await approveDraft(desk, first.id, false, eva)
    const { pairs } = await readForFreezing(desk.workspace)
    const more = phrasingProposal({ pairId: 'cats', language: 'en', phrasing: 'Kittens?' }, pairs)
    const second = await draftProposal(desk, await groupAbout(desk, 'Any kittens around?'), more, ana)
    await approveDraft(desk, second.id, false, eva)
    const why = { ...eva, reason: 'not ours' }
    await expect(reopenDecision(desk, first.id, why)).rejects.toMatchObject({
      code: 'CURATION_CONFLICT',
      message: expect.stringContaining(second.id),
    })
    await reopenDecision(desk, second.id, why)
    expect(await reopenDecision(desk, first.id, why)).toMatchObject({ takenOut: true })
  })

  it('is opened again when its pair is gone, whatever was built on that', async () => {
    const desk = await filledDesk()
    const written: Proposal = { kind: 'new-pair', pair: pair('cats', { question: 'Can I adopt a cat?' }) }
    const first = await draftProposal(desk, await groupAbout(desk, 'Can I adopt a cat?'), written, ana)
    await approveDraft(desk, first.id, false, eva)
    const { pairs } = await readForFreezing(desk.workspace)
    const more = phrasingProposal({ pairId: 'cats', language: 'en', phrasing: 'Kittens?' }, pairs)
    const second = await draftProposal(desk, await groupAbout(desk, 'Any kittens around?'), more, ana)
    await approveDraft(desk, second.id, false, eva)
    await retirePairs(desk.workspace, { kind: 'pair', id: 'cats', language: null })
    const { item } = await reopenDecision(desk, first.id, { ...eva, reason: 'not ours' })
    expect(item.state).toBe('open')
  })

  it('keeps golden lines that editors wrote into the same file', async () => {
    const desk = await filledDesk()
    const file = join(desk.store.goldenFolder, 'curation.jsonl')
    const own = '{"text":"what are the fees","relevant":["fees"],"lang":"en","critical":true}'
    await writeFile(file, `${own}\n`)
    const id = await drafted(desk)
    await approveDraft(desk, id, true, eva)
    expect((await readFile(file, 'utf8')).trim().split('\n')).toEqual([
      own,
      JSON.stringify({ text: QUESTION, relevant: ['dogs'], lang: 'en', kind: 'curation' }),
    ])
    await reopenDecision(desk, id, { ...eva, reason: 'wrong pair' })
    expect(await readFile(file, 'utf8')).toBe(`${own}\n`)
  })

  it('is not drafted a second time under another wording', async () => {
    const desk = await filledDesk()
    const group = findGroup(
      curationGroups([unanswered('adopt a dog')], []),
      (await groupAbout(desk, 'adopt a dog')).item.id,
    )
    await drafted(desk)
    const twin = { ...group, item: { ...group.item, id: 'q-0000000000' } }
    await expect(draftProposal(desk, twin, outOfCompetence, ana)).rejects.toMatchObject({ code: 'CURATION_CONFLICT' })
  })
})

describe('a draft that does not fit', () => {
  it('is refused before anything is stored', async () => {
    const desk = await filledDesk()
    const what: Proposal = { kind: 'new-pair', pair: pair('fees') }
    await expect(drafted(desk, what)).rejects.toMatchObject({ code: 'CURATION_CONFLICT' })
    expect(await decidedItems(desk)).toEqual([])
    expect(await acts(desk)).toEqual([])
  })
})
