import { setImmediate as nextTurn } from 'node:timers/promises'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { type EncoderContents, encodeEncoder, type OpenedEncoder } from '../../knowledge/encoder/encoder-files.js'
import type { Progress } from '../../knowledge/ports.js'
import type { TextPair } from './corpus.js'
import { buildDataset, type Dataset } from './dataset.js'
import { BATCH_MULTIPLE } from './kernel.js'
import { ownSampler, textPairsOf } from './own-pairs.js'
import { dequantise, quantise } from './quantise.js'
import { DEFAULT_TRAINING, type TrainingOptions, trainTable } from './train-table.js'

/** With fewer pairs of texts the encoder learns nothing that generalises. */
export const LEAST_TEXT_PAIRS = 100
/** With fewer different pairs there are too few negatives. Also the smallest possible batch. */
export const LEAST_DIFFERENT_PAIRS = BATCH_MULTIPLE

/** Pairs of texts read before other work gets its turn. */
const TEXTS_PER_TURN = 1_000

/** Few steps at a low rate: a small text set must not overwrite what the encoder learned from a large one. */
export const DEFAULT_ADAPTATION: TrainingOptions = {
  ...DEFAULT_TRAINING,
  steps: 200,
  batch: 256,
  learningRate: 0.001,
  evaluateEvery: 50,
  sourceWeights: {},
  workers: 1,
}

export interface Adaptation {
  /** the encoder to start from */
  readonly from: OpenedEncoder
  readonly pairs: readonly QnaPair[]
  readonly options: TrainingOptions
  readonly onProgress?: Progress
}

export interface Adapted {
  readonly contents: EncoderContents
  readonly textPairs: number
  /** mean loss of the first steps and of the last */
  readonly losses: { readonly first: number; readonly last: number }
}

/**
 * Continues an encoder's training on an institution's own knowledge: phrasings of one pair, translations, questions with the
 * sentences of their answers. The result is a new encoder, which the gate judges like any change. The same encoder, pairs and
 * options give the same bytes.
 *
 * @returns null when there is too little to learn from
 */
export async function adaptEncoder({ from, pairs, options, onProgress }: Adaptation): Promise<Adapted | null> {
  const dataset = await buildDataset(inTurns(await textPairsOf(pairs)), from.weights.shape, from.weights)
  const { textPairs, different } = whatIsLearned(dataset)
  if (textPairs < LEAST_TEXT_PAIRS || different < LEAST_DIFFERENT_PAIRS) return null
  await nextTurn()
  const { table, curve } = await trainTable(
    dataset,
    { ...options, evaluateEvery: Math.min(options.evaluateEvery, Math.ceil(options.steps / 2)) },
    dequantise(from.weights),
    { onStep: (step, steps) => onProgress?.('adapt', step, steps) },
    null,
    (random) => ownSampler(dataset, options.batch, random),
  )
  const contents = encodeEncoder(
    { name: from.name, adaptedFrom: from.revision, languages: from.languages },
    quantise(table, dataset),
  )
  const losses = { first: curve[0]?.loss ?? 0, last: curve.at(-1)?.loss ?? 0 }
  return { contents, textPairs, losses }
}

/** Counted after texts without words, and texts that differ only in accents and capitals, were left out. */
function whatIsLearned({ groups, dev }: Dataset): { readonly textPairs: number; readonly different: number } {
  const filled = [...groups, ...dev].filter(({ pairs }) => pairs.length > 0)
  return {
    textPairs: filled.reduce((sum, { pairs }) => sum + pairs.length / 2, 0),
    different: new Set(filled.map(({ source }) => source)).size,
  }
}

async function* inTurns(textPairs: readonly TextPair[]): AsyncIterable<TextPair> {
  for (const [i, textPair] of textPairs.entries()) {
    if (i % TEXTS_PER_TURN === 0) await nextTurn()
    yield textPair
  }
}
