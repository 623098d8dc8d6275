import { expect } from 'vitest'
import { GOLDEN } from '../../evaluation/golden/golden-folder.js'
import { openDataFolder } from '../../knowledge/adapters/data-folder.js'
import { sha256 } from '../../knowledge/basics/sha256.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { importPairs } from '../../knowledge/content/workspace.js'
import { groupId } from '../../knowledge/curation/groups.js'
import { named } from '../../knowledge/person.js'
import type { Progress } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import { openDecisions } from '../../training/decisions.js'
import { promote } from '../../training/release/promotion.js'
import { PIPELINE } from '../../training/retrain/pipeline.js'
import { retrain } from '../../training/retrain/retrain.js'
import type { RetrainRequest } from '../../training/retrain/retrain-request.js'
import type { Retrained } from '../../training/retrain/run/retrained.js'
import { openWorkspace } from '../../training/workspace.js'
import { itemIn, outOfCompetence } from './curation.js'
import { fixedClock } from './freezing.js'
import { type InstallationFields, installationOf } from './installation.js'
import { onceInARun } from './once-in-a-run.js'
import { pairOf } from './snapshot.js'

export interface GoldenLine {
  readonly text: string
  readonly relevant: readonly string[]
  readonly lang?: string
  readonly critical?: boolean
}

const MATTERS = [
  ['register', 'register a company', 'Register it online with the form.'],
  ['close', 'close down a company', 'Deregister with a closing statement.'],
  ['address', 'change the registered address', 'Send us the new address.'],
  ['fees', 'pay the filing fees', 'Sixty euros per filing.'],
  ['hours', 'visit during opening hours', 'Nine to two on weekdays.'],
  ['status', 'track my application status', 'Look it up with your number.'],
  ['signature', 'obtain an electronic signature', 'At any counter.'],
  ['certificate', 'order a certificate of existence', 'Order it in your account.'],
] as const

const UNANSWERABLE = [
  'which vaccines does my dog need',
  'who won the football match yesterday',
  'recipe for sourdough bread',
  'weather forecast for the weekend',
  'tallest mountain in africa',
  'tune my guitar strings',
]

/** A small knowledge base about distinct subjects. */
export const officePairs: readonly QnaPair[] = MATTERS.map(([id, matter, answer]) =>
  pairOf({ id, question: `How do I ${matter}?`, alternateQuestions: [`I want to ${matter}`], answer }),
)

/** Enough golden cases for the gate: four wordings of each subject, and some that must not be answered. */
export const officeGolden: readonly GoldenLine[] = [
  ...MATTERS.flatMap(([id, matter]) =>
    [`${matter} please`, `can you tell me how to ${matter}`, `need to ${matter} soon`, `steps to ${matter}`].map(
      (text) => ({ text, relevant: [id], lang: 'en', critical: id === 'status' }),
    ),
  ),
  ...UNANSWERABLE.map((text) => ({ text, relevant: [], lang: 'en' })),
]

export async function writeGolden(
  store: Pick<Store, 'shelf'>,
  lines: readonly GoldenLine[],
  name = 'office.jsonl',
): Promise<void> {
  await store.shelf(GOLDEN).write(name, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

export interface OfficeRetraining extends Partial<RetrainRequest>, InstallationFields {
  /** questions decided to be out of competence */
  readonly outOfScope?: readonly string[]
  readonly onProgress?: Progress
}

/** Makes exactly these pairs the approved ones. */
export async function approve(
  folder: Store,
  pairs: readonly QnaPair[],
  outOfScope: readonly string[] = [],
): Promise<void> {
  const imported = { sourceName: 'office.csv', sha256: sha256('office'), replace: true, now: fixedClock.now() }
  await importPairs(openWorkspace(folder), { ...imported, pairs })
  const items = outOfScope.map((question) => {
    const decided = { id: groupId('en', question), question, wordings: [question] }
    return itemIn('approved', { ...decided, proposal: outOfCompetence })
  })
  await openDecisions(folder).update((current) => ({ next: { ...current, items }, outcome: null }))
}

/** Retrains an office whose approved pairs are exactly these. */
export async function retrainOffice(
  folder: Store,
  pairs: readonly QnaPair[],
  { outOfScope, ...fields }: OfficeRetraining = {},
): Promise<Retrained> {
  await approve(folder, pairs, outOfScope)
  return retrainApproved(folder, fields)
}

/** Retrains an office on its approved pairs. */
export async function retrainApproved(
  folder: Store,
  {
    author = named('Ana Ruiz'),
    trigger = 'by hand',
    resume = 'same-inputs',
    onProgress,
    ...fields
  }: OfficeRetraining = {},
): Promise<Retrained> {
  return retrain(installationOf(folder, fields), { author, trigger, resume }, onProgress)
}

/** An office whose kb-000001 serves, judged on all its golden cases. */
export async function officeWithChampion(): Promise<Store> {
  const root = await onceInARun('office-with-champion', async (made) => {
    const folder = await openDataFolder(made, fixedClock)
    await writeGolden(folder, officeGolden)
    await withChampion(folder)
  })
  return openDataFolder(root, fixedClock)
}

/** A folder whose champion has the given content. */
export async function withChampion(folder: Store, pairs: readonly QnaPair[] = officePairs): Promise<Retrained> {
  const first = await retrainOffice(folder, pairs)
  const act = { by: named('Eva Sol'), reason: 'first version', override: true }
  await promote(installationOf(folder), { version: first.version, ...act })
  return first
}

/** Retrains up to the named step, which fails. */
export async function pullThePlugIn(failing: string, retrainAgain: () => Promise<Retrained>): Promise<void> {
  const step = PIPELINE.find(({ name }) => name === failing)
  if (step === undefined) throw new Error(failing)
  const run = step.run
  Object.assign(step, {
    run: async () => {
      throw new Error('pulled the plug')
    },
  })
  await expect(retrainAgain()).rejects.toThrow('pulled the plug')
  Object.assign(step, { run })
}
