import { passagesOf, phrasingsOf } from '../../knowledge/content/passage.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { readEncoder, writeEncoder } from '../../knowledge/encoder/encoder-files.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Progress } from '../../knowledge/ports.js'
import type { TextPair } from './corpus.js'
import { buildDataset } from './dataset.js'
import { dequantise, quantise } from './quantise.js'
import { DEFAULT_TRAINING, type TrainingOptions, type TrainingPoint, trainTable } from './train.js'

/** Fewer pairs than this teach nothing that holds beyond them. */
const LEAST_PAIRS = 100

/** A few careful steps: what was learned from much text must not be lost to little. */
export const DEFAULT_ADAPTATION: TrainingOptions = {
  ...DEFAULT_TRAINING,
  steps: 200,
  batch: 256,
  learningRate: 0.001,
  evaluateEvery: 50,
  patience: 2,
  sourceWeights: {},
  workers: 1,
}

export interface Adaptation {
  /** folder of the encoder to start from */
  readonly from: string
  /** folder to write the adapted one into */
  readonly output: string
  readonly name: string
  readonly pairs: readonly QnaPair[]
  readonly options: TrainingOptions
  readonly onProgress?: Progress
}

export interface Adapted {
  readonly textPairs: number
  readonly curve: readonly TrainingPoint[]
}

/**
 * Continues an encoder's training on an institution's own knowledge: phrasings of one pair, translations, questions with the
 * sentences of their answers. The result is another encoder, judged by the gate like any change.
 *
 * @throws KnowledgeError EMPTY_KNOWLEDGE_BASE when there is too little to learn from, EMBEDDER_UNLOADABLE
 */
export async function adaptEncoder(adaptation: Adaptation): Promise<Adapted> {
  const { from, output, name, pairs, options, onProgress } = adaptation
  const { weights } = await readEncoder(from)
  const textPairs = textPairsOf(pairs)
  if (textPairs.length < LEAST_PAIRS) {
    throw new KnowledgeError(
      'EMPTY_KNOWLEDGE_BASE',
      `${textPairs.length} text pairs can be made of these ${pairs.length} pairs; at least ${LEAST_PAIRS} are needed`,
      'add alternate questions or translations, or keep the encoder as it is',
    )
  }
  const dataset = await buildDataset(each(textPairs), weights.shape, weights)
  const { table, curve } = await trainTable(dataset, options, dequantise(weights), {
    onStep: (step, steps) => onProgress?.('train', step, steps),
  })
  await writeEncoder(output, name, quantise(table, dataset))
  return { textPairs: textPairs.length, curve }
}

/** What belongs together in a knowledge base, as pairs of texts, in a fixed order. */
export function textPairsOf(pairs: readonly QnaPair[]): readonly TextPair[] {
  const phrasings = pairs.flatMap((pair) => {
    const [question = '', ...alternates] = phrasingsOf([pair]).map(({ text }) => text)
    return alternates.map((text) => textPair('phrasings', [pair, pair], [question, text]))
  })
  const answers = pairs.flatMap((pair) =>
    passagesOf([pair])
      .filter(({ part }) => part === 'answer')
      .map(({ text }) => textPair('answers', [pair, pair], [pair.question, text])),
  )
  const translations = [...groupById(pairs).values()].flatMap((translated) =>
    translated.flatMap((left, i) =>
      translated.slice(i + 1).map((right) => textPair('translations', [left, right], [left.question, right.question])),
    ),
  )
  return [...phrasings, ...answers, ...translations]
}

function textPair(
  source: string,
  [left, right]: readonly [QnaPair, QnaPair],
  texts: readonly [string, string],
): TextPair {
  return { source, kind: 'own', languages: [left.language, right.language], texts }
}

function groupById(pairs: readonly QnaPair[]): Map<string, QnaPair[]> {
  const byId = new Map<string, QnaPair[]>()
  for (const pair of pairs) byId.set(pair.id, [...(byId.get(pair.id) ?? []), pair])
  return byId
}

async function* each<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items
}
