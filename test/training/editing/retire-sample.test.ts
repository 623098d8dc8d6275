import { describe, expect, it } from 'vitest'
import { GOLDEN, readGoldenFolder } from '../../../evaluation/golden/golden-folder.js'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { sha256 } from '../../../knowledge/basics/sha256.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { importPairs } from '../../../knowledge/content/workspace.js'
import { KnowledgeError } from '../../../knowledge/errors.js'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { ensureChampion } from '../../../training/editing/ensure-champion.js'
import { retireSample, surveySample } from '../../../training/editing/retire-sample.js'
import { promote } from '../../../training/release/promotion.js'
import { openWorkspace } from '../../../training/workspace.js'
import { fixedClock, temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { officePairs, retrainApproved, writeGolden } from '../../support/retraining.js'
import { samplePairs } from '../../support/sample.js'

const ana = { by: named('Ana Ruiz'), reason: 'our own pairs are in' }
const sample = samplePairs(['es', 'en'])
const [edited, untouched] = sample.filter(({ metadata }) => metadata.topic === 'fees') as [QnaPair, QnaPair]

async function imported(folder: Store, pairs: readonly QnaPair[], sourceName: string): Promise<void> {
  const file = { sourceName, sha256: sha256(sourceName), replace: false, now: fixedClock.now() }
  await importPairs(openWorkspace(folder), { ...file, pairs })
}

/** The sample serves; the institution's own pairs are in the workspace beside it. */
async function beganWithSample(): Promise<Store> {
  const folder = await temporaryDataFolder()
  await ensureChampion(installationOf(folder), { onSample: () => {}, onProgress: () => {} })
  await imported(folder, officePairs, 'office.csv')
  return folder
}

const workspaceOf = async (folder: Store) => (await openWorkspace(folder).read()).pairs.map(({ pair }) => pair.id)

describe('retiring the sample', () => {
  it('takes its pairs and its golden cases away in one act of a named person, and a first version follows', async () => {
    const folder = await beganWithSample()
    expect(await surveySample(folder)).toMatchObject({ left: officePairs.length, cases: 300 })
    const { pairs, cases, left } = await retireSample(installationOf(folder), ana)
    expect({ pairs: pairs.length, cases, left }).toEqual({ pairs: 200, cases: 300, left: officePairs.length })
    expect(await workspaceOf(folder)).toEqual(officePairs.map(({ id }) => id).sort())
    expect(await readGoldenFolder(folder.shelf(GOLDEN))).toEqual([])
    const acts = (await readAudit(folder)).filter(({ event }) => event === 'retire')
    expect(acts).toMatchObject([{ by: 'Ana Ruiz', details: { retired: 200, cases: 300, left: officePairs.length } }])

    expect(await retrainApproved(folder)).toMatchObject({ champion: 'kb-000001', gate: 'pass', first: true })
    const first = { version: 'kb-000002', ...ana, override: false } as const
    expect(await promote(installationOf(folder), first)).toMatchObject({ champion: 'kb-000002', overridden: null })
  })

  it('leaves the pairs that came again from an own file with their cases, and names those still unedited', async () => {
    const folder = await beganWithSample()
    await imported(folder, [{ ...edited, answer: 'Nuestra tasa es otra.' }, untouched], 'own.csv')
    const own = { text: 'nuestra pregunta', relevant: ['fees-of-ours'], lang: 'es' }
    await writeGolden(folder, [own, { text: 'cuánto es la tasa', relevant: [edited.id], lang: 'es' }], 'own.jsonl')
    const survey = await surveySample(folder)
    const keys = [edited, untouched].map(({ id, language }) => `${id}/${language}`).sort()
    expect({ takenOver: survey.takenOver, unedited: survey.unedited }).toEqual({
      takenOver: keys,
      unedited: [`${untouched.id}/${untouched.language}`],
    })
    await retireSample(installationOf(folder), ana)
    expect(await workspaceOf(folder)).toEqual(expect.arrayContaining([edited.id, untouched.id]))
    const left = await readGoldenFolder(folder.shelf(GOLDEN))
    expect(left.map(({ text }) => text)).toEqual(expect.arrayContaining(['nuestra pregunta', 'cuánto es la tasa']))
    expect(left.every(({ relevant }) => [edited.id, untouched.id, 'fees-of-ours'].includes(relevant[0] ?? ''))).toBe(
      true,
    )
  })

  it('completes what a crash left, whichever part it was', async () => {
    const folder = await beganWithSample()
    // The pairs go last: a crash leaves them, without their cases.
    for (const name of await folder.shelf(GOLDEN).names()) await folder.shelf(GOLDEN).remove(name)
    await retireSample(installationOf(folder), ana)
    expect(await workspaceOf(folder)).toHaveLength(officePairs.length)

    const other = await beganWithSample()
    await openWorkspace(other).update((current) => {
      const pairs = current.pairs.filter(({ importedFrom }) => importedFrom === 'office.csv')
      return { next: { ...current, pairs }, outcome: null }
    })
    await retireSample(installationOf(other), ana)
    expect(await readGoldenFolder(other.shelf(GOLDEN))).toEqual([])
  })

  it('changes no pair when the cases cannot be taken away', async () => {
    const folder = await beganWithSample()
    const shelf = folder.shelf(GOLDEN)
    const full = new KnowledgeError('DISK_FULL', { what: 'path', path: shelf.place }, { do: 'free-disk' })
    const broken: Store = {
      ...folder,
      document: (kind) => folder.document(kind),
      shelf: (kind) =>
        kind.name === GOLDEN.name ? { ...shelf, remove: () => Promise.reject(full) } : folder.shelf(kind),
    }
    await expect(retireSample(installationOf(broken), ana)).rejects.toBe(full)
    expect(await workspaceOf(folder)).toHaveLength(200 + officePairs.length)
  })

  it('is refused when nothing of the sample is left, and without a name', async () => {
    const folder = await beganWithSample()
    await expect(retireSample(installationOf(folder), { ...ana, by: named(' ') })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
    await retireSample(installationOf(folder), ana)
    await expect(retireSample(installationOf(folder), ana)).rejects.toMatchObject({
      facts: { what: 'nothing-from-source' },
    })
  })
})
