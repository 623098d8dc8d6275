import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { DEFAULT_GATE_LIMITS } from '../../evaluation/gate/gate.js'
import { eldLanguageDetector } from '../../knowledge/adapters/eld-language-detector.js'
import { hashedNgrams } from '../../knowledge/adapters/hashed-ngram-embedder.js'
import { hnswIndexFormat } from '../../knowledge/adapters/hnsw-index.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { DataFolder } from '../../knowledge/store/data-folder.js'
import { promote } from '../../training/release/promotion.js'
import { PIPELINE } from '../../training/retrain/pipeline.js'
import { type Retrained, retrain } from '../../training/retrain/retrain.js'
import type { RetrainRequest } from '../../training/retrain/retrain-request.js'
import { fitDefaultRanker } from './default-fit.js'
import { fixedClock, snapshotParts } from './freezing.js'
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

/** A small knowledge base with distinct matters. */
export const officePairs: readonly QnaPair[] = MATTERS.map(([id, matter, answer]) =>
  pairOf({ id, question: `How do I ${matter}?`, alternateQuestions: [`I want to ${matter}`], answer }),
)

/** Enough golden cases for the gate to speak: four wordings of each matter, and some that must not be answered. */
export const officeGolden: readonly GoldenLine[] = [
  ...MATTERS.flatMap(([id, matter]) =>
    [`${matter} please`, `can you tell me how to ${matter}`, `need to ${matter} soon`, `steps to ${matter}`].map(
      (text) => ({ text, relevant: [id], lang: 'en', critical: id === 'status' }),
    ),
  ),
  ...UNANSWERABLE.map((text) => ({ text, relevant: [], lang: 'en' })),
]

export async function writeGolden(
  { goldenFolder }: Pick<DataFolder, 'goldenFolder'>,
  lines: readonly GoldenLine[],
  name = 'office.jsonl',
): Promise<void> {
  await mkdir(goldenFolder, { recursive: true })
  await writeFile(join(goldenFolder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/** Everything a retraining needs, in small. */
export function retrainRequest(
  folder: DataFolder,
  pairs: readonly QnaPair[],
  fields: Partial<RetrainRequest> = {},
): RetrainRequest {
  return {
    store: folder,
    collect: async () => ({ pairs, sources: [], outOfScope: [] }),
    embedderProvider: hashedNgrams,
    adaptation: null,
    indexFormat: hnswIndexFormat(),
    fitRanker: fitDefaultRanker,
    recipe: { embedder: 'hashed-ngrams' },
    parts: snapshotParts,
    detectLanguages: eldLanguageDetector,
    // However busy the machine is that runs the tests.
    limits: { ...DEFAULT_GATE_LIMITS, calibrationError: 0.6, latencyRatio: 1_000 },
    author: 'Ana Ruiz',
    trigger: 'by hand',
    language: 'en',
    resume: 'same-inputs',
    autoPromote: false,
    clock: fixedClock,
    ...fields,
  }
}

/** A folder whose champion has the given content. */
export async function withChampion(folder: DataFolder, pairs: readonly QnaPair[] = officePairs): Promise<Retrained> {
  const first = await retrain(retrainRequest(folder, pairs))
  const act = { by: 'Eva Sol', reason: 'first version', override: true, fourEyes: false }
  await promote({ store: folder, version: first.version, ...act, openWith: snapshotParts, clock: fixedClock })
  return first
}

/** Retrains until the step named, which fails. */
export async function pullThePlugIn(failing: string, request: RetrainRequest): Promise<void> {
  const step = PIPELINE.find(({ name }) => name === failing)
  if (step === undefined) throw new Error(failing)
  const run = step.run
  Object.assign(step, {
    run: async () => {
      throw new Error('pulled the plug')
    },
  })
  await expect(retrain(request)).rejects.toThrow('pulled the plug')
  Object.assign(step, { run })
}
