import { z } from 'zod'
import type { GoldenCase } from '../../evaluation/golden/golden-case.js'
import { readGoldenFolder } from '../../evaluation/golden/golden-folder.js'
import { type Passage, passagesInTurns } from '../../knowledge/content/passage.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { Embedder, EmbedderPin, Matrix, Progress, VectorIndex } from '../../knowledge/ports.js'
import type { LexicalIndex } from '../../knowledge/search/lexical/lexical-index.js'
import type { HeldLock } from '../../knowledge/store/lock.js'
import type { ReadShelf, Shelf } from '../../knowledge/store/shelf.js'
import type { Stage } from '../../knowledge/store/versions.js'
import { openLexical } from '../../knowledge/version/lexical-part.js'
import { type Manifest, manifestSchema } from '../../knowledge/version/manifest.js'
import { type Parent, readParent } from '../../knowledge/version/parent.js'
import { decodePairsInTurns, decodeVectors, VERSION_FILES } from '../../knowledge/version/version-files.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { EncoderAdaptation, Installation } from '../installation.js'
import type { Gathered } from './gather.js'
import { readJson, readMade } from './read-made.js'
import { type Run, runFiles, type StepFacts } from './run-document.js'

/** Files of a run, relative to its folder. */
export const RUN_FILES = {
  pairs: 'inputs/pairs.jsonl',
  sources: 'inputs/sources.json',
  outOfScope: 'inputs/out-of-scope.json',
  golden: 'inputs/golden',
  encoder: 'adapted/encoder.bin',
  embedder: 'embedder.json',
  challenger: 'challenger.json',
  champion: 'champion.json',
  questions: 'questions.bin',
  outOfScopeVectors: 'out-of-scope.bin',
  verdict: 'verdict.json',
  report: 'report.json',
  page: 'report.html',
} as const

/** The files of the version being made, beside the run's own. */
export const STAGE_FOLDER = 'stage'

/** An encoder made for this run: the version holds it once it is sealed. */
export const ADAPTED_FOLDER = 'adapted'

/** What the run works on; the version holds it once it is sealed, but for golden cases and questions out of scope. */
export const INPUTS_FOLDER = 'inputs'

export interface Embedding {
  readonly embedder: Embedder
  readonly pin: EmbedderPin
  readonly vectors: Matrix
}

/** What a retraining needs. */
export type RetrainParts = Omit<Installation, 'openQueue'>

/**
 * What the steps of a run hand on. Everything lies on the disk, so that a step finds the same whether the one before ran just
 * now or before a crash; what was loaded or made once in this process is kept.
 */
export interface Work {
  readonly installation: RetrainParts
  /** null where the encoder stays as it is */
  readonly adaptation: EncoderAdaptation | null
  readonly onProgress: Progress
  readonly run: Pick<Run, 'id' | 'parent' | 'author' | 'authorAccount'>
  readonly gathered: Gathered
  readonly stage: Stage
  readonly lock: HeldLock
  /** of the run, by the names of `RUN_FILES` */
  readonly files: Shelf
  /** what an earlier step came to */
  outputs(step: string): StepFacts
  readonly parent: Kept<Parent | null>
  readonly pairs: Kept<readonly QnaPair[]>
  readonly passages: Kept<readonly Passage[]>
  readonly sources: Kept<Manifest['lineage']['sources']>
  /** questions that no pair may answer */
  readonly outOfScope: Kept<readonly string[]>
  readonly cases: Kept<readonly GoldenCase[]>
  readonly embedding: Kept<Embedding>
  readonly index: Kept<VectorIndex>
  readonly lexical: Kept<LexicalIndex>
  /** pairs of the versions that were opened in this process */
  readonly openedPairs: Map<VersionId, readonly QnaPair[]>
  close(): Promise<void>
}

/** A value that is loaded at its first use, unless it was made here. */
export interface Kept<T> {
  get(): Promise<T>
  set(value: T): void
}

export function openWork(
  run: Run,
  parts: Pick<Work, 'installation' | 'adaptation' | 'onProgress' | 'gathered' | 'lock' | 'outputs'>,
): Work {
  const { store, making } = parts.installation
  const files = runFiles(store, run.id)
  const stage = store.versions.stageOn(files, STAGE_FOLDER)
  const pairs = kept(async () => decodePairsInTurns(await readMade(stage, VERSION_FILES.pairs)))
  const passages = kept(async () => passagesInTurns(await pairs.get()))
  let opened: Embedder | null = null
  const loaded = kept(async () => {
    const embedding = await openEmbedding(making, stage, files, (await passages.get()).length)
    opened = embedding.embedder
    return embedding
  })
  const embedding: Kept<Embedding> = {
    get: loaded.get,
    set(value) {
      opened = value.embedder
      loaded.set(value)
    },
  }
  return {
    ...parts,
    run,
    stage,
    files,
    pairs,
    passages,
    embedding,
    openedPairs: new Map(),
    parent: kept(async () => (run.parent === null ? null : readParent(store, run.parent))),
    sources: kept(async () => sourcesSchema.parse(await readJson(files, RUN_FILES.sources))),
    outOfScope: kept(async () => z.array(z.string()).parse(await readJson(files, RUN_FILES.outOfScope))),
    cases: kept(() => readGoldenFolder(files.inner(RUN_FILES.golden))),
    index: kept(async () => making.indexFormat.open(stage.path(VERSION_FILES.index), (await embedding.get()).vectors)),
    lexical: kept(async () => {
      const lexical = await openLexical(await readMade(stage, VERSION_FILES.lexical), await pairs.get())
      if (lexical === null) throw new Error('the lexical index of the run does not fit its pairs')
      return lexical
    }),
    async close() {
      await opened?.close()
    },
  }
}

const sourcesSchema = manifestSchema.shape.lineage.shape.sources
const pinSchema = manifestSchema.shape.embedder

async function openEmbedding(
  { embedderProvider }: Installation['making'],
  stage: Stage,
  files: ReadShelf,
  rows: number,
): Promise<Embedding> {
  const pin: EmbedderPin = pinSchema.parse(await readJson(files, RUN_FILES.embedder))
  const vectors = decodeVectors(await readMade(stage, VERSION_FILES.vectors), rows, pin.dimensions)
  if (vectors === null) throw new Error('the vectors of the run do not fit its passages')
  const state = await stage.read(VERSION_FILES.embedderState).catch(() => null)
  return { embedder: await embedderProvider.open(pin, state), pin, vectors }
}

function kept<T>(load: () => Promise<T>): Kept<T> {
  let value: Promise<T> | null = null
  return {
    get() {
      value ??= load()
      return value
    },
    set(made) {
      value = Promise.resolve(made)
    },
  }
}

/** A fact that an earlier step left as text. */
export function textFact(work: Pick<Work, 'outputs'>, step: string, name: string): string {
  return z.string().parse(work.outputs(step)[name])
}
