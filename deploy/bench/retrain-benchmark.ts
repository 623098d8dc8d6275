import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { GOLDEN } from '../../evaluation/golden/golden-folder.js'
import { openDataFolder } from '../../knowledge/adapters/data-folder.js'
import { sha256 } from '../../knowledge/basics/sha256.js'
import { passagesOf } from '../../knowledge/content/passage.js'
import { importPairs } from '../../knowledge/content/workspace.js'
import { named } from '../../knowledge/person.js'
import { promote } from '../../training/release/promotion.js'
import { retrain } from '../../training/retrain/retrain.js'
import type { Retrained } from '../../training/retrain/run/retrained.js'
import { readRun, type StepRecord } from '../../training/retrain/run/run-document.js'
import { openWorkspace } from '../../training/workspace.js'
import { createInstallation } from '../installation/installation.js'
import { logTo } from '../installation/logger.js'
import { systemClock } from '../installation/system-clock.js'
import { readConfig } from '../settings/config.js'
import { MINI_LM, writeTransformerSizedModel } from './sized-model/transformer-sized-model.js'
import { syntheticOffice } from './synthetic-office.js'

/**
 * Measures how much faster a retraining is after a few edits. A knowledge base made from templates is retrained from nothing, promoted,
 * edited in part, and retrained again.
 *
 * Run with: npm run bench:retrain -- --pairs 10000 --edited 0.01 --cases 250 --embedder ./models/some-model
 * The slower the embedder, the more an incremental retraining saves. On a machine with other work, processor time says more than wall
 * time.
 *
 * `--embedder transformer-sized` generates a model: the architecture of a small sentence transformer with random weights (`--layers 6`
 * as all-MiniLM-L6-v2, `--layers 12` as paraphrase-multilingual-MiniLM-L12-v2). It takes as long as a trained one, but its vectors mean
 * nothing: read the times and ignore the gate.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pairs: { type: 'string', default: '10000' },
      edited: { type: 'string', default: '0.01' },
      cases: { type: 'string', default: '250' },
      /** as in VENTANILLA_EMBEDDER, a name or a model's folder; or `transformer-sized` */
      embedder: { type: 'string' },
      /** layers of a transformer-sized embedder */
      layers: { type: 'string', default: `${MINI_LM.layers}` },
    },
  })
  const [size, edited, cases] = [Number(values.pairs), Number(values.edited), Number(values.cases)]
  const root = await mkdtemp(join(tmpdir(), 'ventanilla-bench-'))
  try {
    const store = await openDataFolder(join(root, 'data'), systemClock)
    const randomWeights = values.embedder === TRANSFORMER_SIZED
    const embedder = randomWeights
      ? await randomModel(join(root, 'model'), size, Number(values.layers))
      : values.embedder
    const config = readConfig({
      VENTANILLA_DATA: store.place,
      ...(embedder === undefined ? {} : { VENTANILLA_EMBEDDER: embedder }),
    })
    const logger = logTo(process.stderr, config)
    const installation = createInstallation(config, { store, clock: systemClock, logger })
    const run = async (edition: number) => {
      const { pairs, golden } = syntheticOffice(size, edited, edition, cases)
      await store.shelf(GOLDEN).write('bench.jsonl', golden.map((line) => `${JSON.stringify(line)}\n`).join(''))
      const now = systemClock.now()
      const imported = { pairs, sourceName: 'bench', sha256: sha256(String(edition)), replace: true, now }
      await importPairs(openWorkspace(store), imported)
      const startMs = performance.now()
      const before = process.cpuUsage()
      const outcome = await retrain(installation, { author: null, trigger: 'bench', resume: 'same-inputs' })
      const seconds = (performance.now() - startMs) / 1_000
      const { user, system } = process.cpuUsage(before)
      const { steps = [] } = (await readRun(store, outcome.run)) ?? {}
      return {
        outcome,
        questions: questionsOf(steps),
        seconds,
        processorSeconds: (user + system) / 1e6,
        steps: Object.fromEntries(steps.map(({ step, durationMs }) => [step, (durationMs ?? 0) / 1_000])),
      }
    }
    const full = await run(0)
    const act = { by: named('bench'), reason: 'bench', override: true }
    await promote(installation, { version: full.outcome.version, ...act })
    const incremental = await run(1)
    const report = {
      pairs: size,
      editedShare: edited,
      embedder: randomWeights ? `${TRANSFORMER_SIZED}, ${values.layers} layers` : config.values.VENTANILLA_EMBEDDER,
      randomWeights,
      goldenCases: cases + Math.ceil(cases / 5),
      full: described(full),
      incremental: described(incremental),
      ratio: incremental.seconds / full.seconds,
      ratioOfProcessorTime: incremental.processorSeconds / full.processorSeconds,
      /** without the evaluation on golden questions, whose cost does not depend on the edits */
      ratioOfMaking: making(incremental.steps) / making(full.steps),
    }
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

const TRANSFORMER_SIZED = 'transformer-sized'

/** @returns the path of the model's folder */
async function randomModel(folder: string, pairs: number, layers: number): Promise<string> {
  const texts = passagesOf(syntheticOffice(pairs, 0, 0, 0).pairs).map(({ text }) => text)
  await writeTransformerSizedModel(folder, texts, { ...MINI_LM, layers })
  return folder
}

/** Seconds from collecting to sealing. */
function making(steps: Readonly<Record<string, number>>): number {
  return ['collect', 'validate', 'embed', 'index', 'fit', 'seal'].reduce((sum, step) => sum + (steps[step] ?? 0), 0)
}

/** Distinct spellings of the golden questions: those embedded now, and those reused from the previous run. */
function questionsOf(steps: readonly StepRecord[]) {
  const { embeddedQuestions = null, reusedQuestions = null } =
    steps.find(({ step }) => step === 'evaluate')?.outputs ?? {}
  return { embedded: embeddedQuestions, reused: reusedQuestions }
}

function described({
  outcome,
  ...took
}: {
  outcome: Retrained
  questions: object
  seconds: number
  processorSeconds: number
  steps: object
}) {
  const { gate, reasons, embedded, reused } = outcome
  return { embedded, reused, gate, reasons, ...took }
}

await main()
