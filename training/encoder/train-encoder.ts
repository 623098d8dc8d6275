import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeEncoder } from '../../knowledge/encoder/encoder-files.js'
import type { TableShape } from '../../knowledge/encoder/word-rows.js'
import type { Progress } from '../../knowledge/ports.js'
import { readCorpus } from './corpus.js'
import { buildDataset } from './dataset.js'
import { readHeldOut, withoutHeldOut } from './overlap.js'
import { quantise } from './quantise.js'
import { type TrainingOptions, type TrainingPoint, trainTable } from './train.js'

/** The shape of the shipped encoder: 105,000 rows of 128 bytes. */
export const DEFAULT_SHAPE: TableShape = { words: 45_000, buckets: 60_000, dimensions: 128 }

export interface EncoderTraining {
  /** folder of TSV files */
  readonly corpus: string
  /** folder whose JSONL texts must not be trained on, or null */
  readonly heldOut: string | null
  /** folder to write the encoder into */
  readonly output: string
  readonly name: string
  readonly shape: TableShape
  readonly options: TrainingOptions
  readonly onProgress?: Progress
}

export interface EncoderTrained {
  readonly pairs: number
  /** pairs left out because they share eight words in a row with a held-out text */
  readonly dropped: number
  readonly words: number
  readonly curve: readonly TrainingPoint[]
}

/**
 * Trains an encoder from a folder of text pairs and writes it with its learning curve (`curve.json`). Same corpus, options and
 * seed: same bytes.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE, IMPORT_INVALID
 */
export async function trainEncoder(training: EncoderTraining): Promise<EncoderTrained> {
  const { corpus, heldOut, output, name, onProgress } = training
  let dropped = 0
  const all = readCorpus(corpus)
  const pairs = heldOut === null ? all : withoutHeldOut(all, await readHeldOut(heldOut), () => dropped++)
  onProgress?.('read', 0, null)
  const dataset = await buildDataset(pairs, training.shape)
  const write = (table: Float32Array) => writeEncoder(output, name, quantise(table, dataset))
  const { table, curve } = await trainTable(dataset, training.options, null, {
    onStep: (step, steps) => onProgress?.('train', step, steps),
    onPoint: async (_, table) => write(table),
  })
  await write(table)
  await writeFile(join(output, 'curve.json'), `${JSON.stringify(curve, null, 2)}\n`)
  const count = [...dataset.groups, ...dataset.dev].reduce((sum, group) => sum + group.pairs.length / 2, 0)
  return { pairs: count, dropped, words: dataset.shape.words, curve }
}
