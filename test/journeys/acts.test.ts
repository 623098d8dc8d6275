import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openLog } from '../../knowledge/adapters/segment-log.js'
import { named, type Person } from '../../knowledge/person.js'
import { unansweredEntrySchema } from '../../knowledge/records/unanswered.js'
import { openBoard } from '../../training/editing/board.js'
import { freezeWorkspace } from '../../training/editing/freeze-workspace.js'
import { approveForGroup, draftForGroup, reopenGroup } from '../../training/editing/group-acts.js'
import { importFile } from '../../training/editing/import-file.js'
import { retire } from '../../training/editing/retire.js'
import { unansweredQuestions } from '../../training/editing/unanswered-questions.js'
import { askVersion } from '../../training/release/ask-version.js'
import { compareVersions } from '../../training/release/compare-versions.js'
import { diffVersions } from '../../training/release/diff-versions.js'
import { checkDrift } from '../../training/release/drift-check.js'
import { findReceipt } from '../../training/release/find-receipt.js'
import { promote, rollback } from '../../training/release/promotion.js'
import { canaryStatus, shadowStatus } from '../../training/release/trial-status.js'
import { beginTrial, stopTrial } from '../../training/release/trials.js'
import { versionDoubts } from '../../training/release/version-doubts.js'
import { versionsServed } from '../../training/release/versions-served.js'
import { listJobs } from '../../training/retrain/jobs.js'
import { queueRetraining } from '../../training/retrain/queued-retraining.js'
import { retrain } from '../../training/retrain/retrain.js'
import { HandClock } from '../contracts/append-log.js'
import { unanswered } from '../support/curation.js'
import { temporaryDataFolder } from '../support/freezing.js'
import { installationOf } from '../support/installation.js'
import { pathsIn } from '../support/paths-in.js'
import { officeGolden, officePairs, writeGolden } from '../support/retraining.js'

const ana: Person = { name: 'Ana Ruiz', account: 'ana' }
const eva: Person = { name: 'Eva Sol', account: 'eva' }
const unheard = () => {}

it('every act of editors and operators works with an installation alone', async () => {
  const folder = await temporaryDataFolder()
  const clock = new HandClock('2026-03-01T10:00:00.000Z')
  const hour = (time: string) => clock.set(`2026-03-01T${time}:00.000Z`)
  const installation = installationOf(folder, { clock, rules: { fourEyes: true } })
  await writeGolden(folder, officeGolden)

  // Editing: a file, a first version, a question that was left unanswered.
  const path = join(folder.place, 'office.jsonl')
  await writeFile(path, officePairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''))
  const file = {
    path,
    sourceName: 'office',
    replace: false,
    language: null,
    sheet: null,
    qnaPrefix: null,
    linkBase: null,
    by: ana,
  }
  expect((await importFile(installation, file)).report).toMatchObject({ added: 8 })
  expect((await freezeWorkspace(installation, { author: ana })).manifest.id).toBe('kb-000001')
  const first = await retrain(installation, { author: ana, trigger: 'by hand', resume: 'same-inputs' })
  expect(first).toMatchObject({ version: 'kb-000001', gate: 'pass' })
  await expect(
    promote(installation, { version: 'kb-000001', by: ana, reason: 'mine', override: false }),
  ).rejects.toThrow('author')
  const promotion = { version: 'kb-000001', by: eva, reason: 'first version', override: false } as const
  expect(await promote(installation, promotion)).toMatchObject({ champion: 'kb-000001', previous: null })

  hour('10:30')
  const log = await openLog({
    folder: pathsIn(folder).unansweredFolder,
    schema: unansweredEntrySchema,
    ...installation,
  })
  await log.append(unanswered('Where may I park my bicycle?'))
  await log.close()
  expect(await unansweredQuestions(installation, { language: 'en', kind: null, most: null }, unheard)).toMatchObject([
    { count: 1 },
  ])
  const [group] = await openBoard(installation, unheard)
  const id = group?.item.id ?? ''
  const fields = { id: 'bicycles', question: 'Where may I park my bicycle?', answer: 'In the yard.' }
  const wanted = { kind: 'new-pair', language: null, fields } as const
  await draftForGroup(installation, { id, wanted, signedBy: { by: ana, reason: null, seen: null } }, unheard)
  const approval = { id, golden: true, signedBy: { by: eva, reason: null, seen: 1 } }
  const approved = await approveForGroup(installation, approval, unheard)
  expect(approved).toMatchObject({ item: { applied: true }, retraining: { kind: 'too-few', approved: 1 } })

  // Releasing: make, judge, try, promote and roll back a version.
  hour('11:00')
  const second = await retrain(installation, { author: ana, trigger: 'by hand', resume: 'same-inputs' })
  expect(second).toMatchObject({ version: 'kb-000002', champion: 'kb-000001', gate: 'pass' })
  const versions = { before: 'kb-000001', after: 'kb-000002' } as const
  expect(await diffVersions(installation, versions)).toMatchObject({ added: ['bicycles/en'], removed: [] })
  expect((await compareVersions(installation, { ...versions, record: true })).verdict.gate).toBe('pass')
  expect(await versionDoubts(installation, 'kb-000002')).toMatchObject({ ended: [] })
  const trial = { version: 'kb-000002', by: eva, reason: 'try it', override: false } as const
  await beginTrial(installation, { ...trial, kind: 'shadow', share: 0 })
  expect(await shadowStatus(installation, { examples: 1 }, unheard)).toMatchObject({ runs: true })
  await beginTrial(installation, { ...trial, kind: 'canary', share: 0.1 })
  expect(await canaryStatus(installation, unheard)).toMatchObject({ runs: true, plan: { account: 'eva' } })
  const stop = { kind: 'canary', by: eva, reason: 'seen enough' } as const
  expect(await stopTrial(installation, stop)).toMatchObject({ ended: true })
  hour('12:00')
  await promote(installation, { version: 'kb-000002', by: eva, reason: 'bicycles', override: false })
  expect(await checkDrift(installation, { onDamaged: unheard })).toMatchObject({
    version: 'kb-000002',
    drifting: false,
  })
  hour('13:00')
  const question = { text: 'Where may I park my bicycle?', language: 'en', filter: {}, version: null }
  const outcomeOf = async (asOf: string | null) =>
    (await askVersion(installation, { ...question, asOf })).decision.outcome.kind
  expect([await outcomeOf(null), await outcomeOf('2026-03-01T11:30:00Z')]).toEqual(['answered', 'fallback'])
  expect(await rollback(installation, { by: eva, reason: 'wrong yard' })).toMatchObject({ champion: 'kb-000001' })
  const served = await versionsServed(installation, { at: '2026-03-01T12:30:00Z' })
  expect(served.versions.map((version) => version.id)).toEqual(['kb-000002'])

  // Reopening a decision, and queueing work.
  const taken = { id, signedBy: { by: eva, reason: 'wrong yard', seen: null } }
  expect(await reopenGroup(installation, taken, unheard)).toMatchObject({ takenOut: true })
  const retirement = { kind: 'pair', id: 'fees', language: null } as const
  expect(await retire(installation, { retirement, by: named('Bo'), reason: 'free now' })).toMatchObject({ left: 7 })
  const { job } = await queueRetraining(installation, { author: ana })
  expect((await listJobs(installation)).jobs).toMatchObject([{ id: job.id, payload: { authorAccount: 'ana' } }])
  expect(await findReceipt(installation, { code: '7K3Q-M2XA' }, unheard)).toBeNull()
})
