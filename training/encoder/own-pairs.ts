import type { Random } from '../../evaluation/statistics/random.js'
import { flatMapInTurns } from '../../knowledge/basics/in-turns.js'
import { phrasingsOf, sentencesOf } from '../../knowledge/content/passage.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { Batch } from './batch-sampler.js'
import type { TextPair } from './corpus.js'
import type { Dataset } from './dataset.js'
import { BATCH_MULTIPLE } from './kernel.js'

/** Pairs whose answers are split into sentences before other work gets its turn. */
const PAIRS_PER_TURN = 500

/**
 * The texts of a knowledge base that belong together, as pairs in a fixed order: a question with each of its other phrasings,
 * with each sentence of its answer, and with its translations. Their source is the pair's id. Yields to other work in between.
 */
export async function textPairsOf(pairs: readonly QnaPair[]): Promise<readonly TextPair[]> {
  const phrasings = pairs.flatMap((pair) => {
    const [question = '', ...alternates] = phrasingsOf([pair]).map(({ text }) => text)
    return alternates.map((text) => textPair('phrasing', [pair, pair], [question, text]))
  })
  const answers = await flatMapInTurns(pairs, PAIRS_PER_TURN, (pair) =>
    sentencesOf(pair).map((text) => textPair('answer', [pair, pair], [pair.question, text])),
  )
  const translations = [...groupById(pairs).values()].flatMap((translated) =>
    translated.flatMap((left, i) =>
      translated.slice(i + 1).map((right) => textPair('translation', [left, right], [left.question, right.question])),
    ),
  )
  return [...phrasings, ...answers, ...translations]
}

/**
 * Draws batches that hold each pair of the knowledge base at most once, because another phrasing of the same pair is not a
 * negative. All pairs are drawn equally often, however long their answers, and so are the kinds of text pair within a pair.
 */
export function ownSampler(
  { groups, dev }: Pick<Dataset, 'groups' | 'dev'>,
  size: number,
  random: Random,
): () => Batch {
  const bySource = new Map<string, Int32Array[]>()
  for (const [i, { source, pairs }] of groups.entries()) {
    // The development part is too small for a score, so it is used for training as well.
    const all = Int32Array.from([...pairs, ...(dev[i]?.pairs ?? [])])
    if (all.length > 0) bySource.set(source, [...(bySource.get(source) ?? []), all])
  }
  const sources = [...bySource.values()]
  const below = (limit: number) => Math.floor(random() * limit)

  return () => {
    const left: number[] = []
    const right: number[] = []
    const most = Math.min(size, sources.length)
    for (let i = 0; i < most - (most % BATCH_MULTIPLE); i++) {
      const other = i + below(sources.length - i)
      const kinds = sources[other] as Int32Array[]
      sources[other] = sources[i] as Int32Array[]
      sources[i] = kinds
      const texts = kinds[below(kinds.length)] as Int32Array
      const place = 2 * below(texts.length / 2)
      const swapped = below(2)
      left.push(texts[place + swapped] as number)
      right.push(texts[place + 1 - swapped] as number)
    }
    return { left, right }
  }
}

function textPair(
  kind: string,
  [left, right]: readonly [QnaPair, QnaPair],
  texts: readonly [string, string],
): TextPair {
  return { source: left.id, kind, languages: [left.language, right.language], texts }
}

function groupById(pairs: readonly QnaPair[]): Map<string, QnaPair[]> {
  const byId = new Map<string, QnaPair[]>()
  for (const pair of pairs) byId.set(pair.id, [...(byId.get(pair.id) ?? []), pair])
  return byId
}
