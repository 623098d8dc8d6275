import { join } from 'node:path'
import { encodeEncoder, writeEncoder } from '../../knowledge/encoder/encoder-files.js'
import type { TableShape } from '../../knowledge/encoder/word-rows.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Embedder, EmbedderIdentity, Progress } from '../../knowledge/ports.js'
import { replaceFile } from '../../knowledge/store/durable-file.js'
import { newFolder } from '../../knowledge/store/new-folder.js'
import { readCorpus } from './corpus.js'
import { buildDataset } from './dataset.js'
import { languageCount } from './language-count.js'
import { quantise } from './quantise.js'
import { type CountedGroup, drawnAndSmall } from './small-groups.js'
import { targetsOf } from './teacher-targets.js'
import { type TrainingOptions, type TrainingPoint, type TrainingWatch, trainTable } from './train-table.js'
import { withSentences } from './with-sentences.js'
import { readHeldOut, withoutHeldOut } from './without-held-out.js'

/** The shape of the shipped encoder: 105,000 rows of 128 bytes. */
export const DEFAULT_SHAPE: TableShape = { words: 45_000, buckets: 60_000, dimensions: 128 }

export interface EncoderTraining {
  /** folder of TSV files */
  readonly corpus: string
  /** folder with JSONL texts that must not be used for training, or null */
  readonly heldOut: string | null
  /** a model of one language to learn from in addition, or null */
  readonly teacher: Teacher | null
  /** absolute path of the folder to create; during the training, checkpoints lie beside it in `<output>.unfinished` */
  readonly output: string
  readonly name: string
  readonly shape: TableShape
  readonly options: TrainingOptions
  readonly onProgress?: Progress
}

/** An embedder; the first dimensions are pulled to its vectors for texts in its language. */
export interface Teacher {
  readonly embedder: Embedder
  readonly language: string
}

export interface EncoderTrained {
  /** used for training or kept aside, including titles with a single sentence of their paragraph */
  readonly pairs: number
  /** groups that were not used, because their file, kind and language pair has too few pairs */
  readonly tooSmall: readonly CountedGroup[]
  /** pairs left out because they share eight words in a row with a held-out text */
  readonly dropped: number
  /** held-out texts that the pairs were compared with */
  readonly heldOutTexts: number
  readonly words: number
  readonly curve: readonly TrainingPoint[]
}

/**
 * Trains an encoder from a folder of text pairs and writes it with its learning curve (`curve.json`). The same corpus, options
 * and seed give the same bytes.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE, IMPORT_INVALID; BAD_INPUT when the output folder exists already or the name is
 * blank; DIMENSION_MISMATCH when the teacher has longer vectors; TRAINING_DIVERGED, DISK_FULL
 */
export async function trainEncoder(training: EncoderTraining): Promise<EncoderTrained> {
  const { corpus, heldOut, teacher, output, name, onProgress } = training
  refuseBlank(name)
  const place = await newFolder(output)
  if (teacher !== null) checkDimensions(teacher.embedder.identity, training.shape)
  let dropped = 0
  const counted = languageCount()
  const kept = heldOut === null ? null : await readHeldOut(heldOut)
  const all = readCorpus(corpus)
  const apart = kept === null ? all : withoutHeldOut(all, kept, () => dropped++)
  const pairs = counted.pass(withSentences(apart))
  onProgress?.('read', 0, null)
  const taught = teacher === null ? null : { language: teacher.language, texts: [] }
  const dataset = await buildDataset(pairs, training.shape, null, taught)
  const drawn = drawnAndSmall(dataset, corpus)
  const sentences = dataset.sentenceStart.length - 1
  const targets =
    teacher === null || taught === null ? null : await targetsOf(taught, sentences, teacher.embedder, onProgress)
  const origin = { name, adaptedFrom: null, languages: counted.languages() }
  const write = (unfinished: string, table: Float32Array) =>
    writeEncoder(unfinished, encodeEncoder(origin, quantise(table, dataset)))
  const watch: TrainingWatch = {
    onStep: (step, steps) => onProgress?.('train', step, steps),
    onPoint: async (_, table) => place.fill((unfinished) => write(unfinished, table)),
  }
  const { table, curve } = await trainTable(dataset, training.options, null, watch, targets)
  await place.fill(async (unfinished) => {
    await write(unfinished, table)
    await replaceFile(join(unfinished, 'curve.json'), `${JSON.stringify(curve, null, 2)}\n`, 0o644)
  })
  await place.finish()
  return { ...drawn, dropped, heldOutTexts: kept?.texts ?? 0, words: dataset.shape.words, curve }
}

function refuseBlank(name: string): void {
  if (name.trim() !== '') return
  throw new KnowledgeError('BAD_INPUT', { what: 'encoder-unnamed' }, { do: 'name-encoder' })
}

function checkDimensions(teacher: EmbedderIdentity, { dimensions }: TableShape): void {
  if (teacher.dimensions <= dimensions) return
  throw new KnowledgeError(
    'DIMENSION_MISMATCH',
    { what: 'teacher', teacher: teacher.name, found: teacher.dimensions, wanted: dimensions },
    { do: 'choose-smaller-teacher' },
  )
}
