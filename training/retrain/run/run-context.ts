import { z } from 'zod'
import type { GoldenCase } from '../../../evaluation/golden/golden-case.js'
import { readGoldenFolder } from '../../../evaluation/golden/golden-folder.js'
import { type Passage, passagesInTurns } from '../../../knowledge/content/passage.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import type { Embedder, EmbedderPin, Matrix, Progress, VectorIndex } from '../../../knowledge/ports.js'
import type { LexicalIndex } from '../../../knowledge/search/lexical/lexical-index.js'
import type { HeldLock } from '../../../knowledge/store/lock.js'
import type { ReadShelf, Shelf } from '../../../knowledge/store/shelf.js'
import type { Stage } from '../../../knowledge/store/versions.js'
import { type Manifest, manifestSchema } from '../../../knowledge/version/manifest.js'
import { openLexical } from '../../../knowledge/version/open-lexical.js'
import { type Parent, readParent } from '../../../knowledge/version/parent.js'
import { decodePairsInTurns, decodeVectors, VERSION_FILES } from '../../../knowledge/version/version-files.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import type { EncoderAdaptation, Installation } from '../../installation.js'
import type { Gathered } from './gather.js'
import { type Kept, kept } from './kept.js'
import { readJson, readMade } from './read-made.js'
import { type Run, runFiles } from './run-document.js'
import { RUN_FILES, STAGE_FOLDER } from './run-files.js'
import type { ReadableStep } from './run-record.js'

export interface Embedding {
  readonly embedder: Embedder
  readonly pin: EmbedderPin
  readonly vectors: Matrix
}

/** The parts of an installation that a retraining needs. */
export type RetrainParts = Omit<Installation, 'openQueue'>

/**
 * The data that steps of a run share. Everything is on disk, so a step finds the same whether the previous one ran just now or
 * before a crash. Values loaded or made in this process are cached.
 */
export interface RunContext {
  readonly installation: RetrainParts
  /** null = the encoder is not adapted */
  readonly adaptation: EncoderAdaptation | null
  readonly onProgress: Progress
  readonly run: Pick<Run, 'id' | 'parent' | 'author' | 'authorAccount'>
  readonly gathered: Gathered
  readonly stage: Stage
  readonly lock: HeldLock
  /** of the run, by the names of `RUN_FILES` */
  readonly files: Shelf
  /** the result of an earlier step */
  resultOf<R>(step: ReadableStep<R>): R
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

export function openRunContext(
  run: Run,
  parts: Pick<RunContext, 'installation' | 'adaptation' | 'onProgress' | 'gathered' | 'lock' | 'resultOf'>,
): RunContext {
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
