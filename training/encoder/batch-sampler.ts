import type { Random } from '../../evaluation/statistics/random.js'
import type { Dataset, Group } from './dataset.js'
import { BATCH_MULTIPLE } from './kernel.js'
import type { SourceWeights } from './source-weights.js'
import { TITLE_AND_SENTENCE } from './with-sentences.js'

/** Sampling weight of title-and-sentence pairs: they must not crowd out paraphrases and translations. */
const SENTENCES_WEIGHT = 0.4
/** A group is drawn in proportion to its number of pairs to this power, so large groups count less. */
const SIZE_EXPONENT = 0.7
/** A group with fewer pairs has too few negatives and is never drawn. */
export const LEAST_GROUP = 64

export interface Batch {
  /** sentence numbers of the left and the right side */
  readonly left: readonly number[]
  readonly right: readonly number[]
}

/** Whether batches are drawn from a group. A group no larger than a batch is drawn whole. */
export function isDrawn({ pairs }: Group): boolean {
  return pairs.length / 2 >= LEAST_GROUP
}

/** Draws batches, each from one kind, source and language pair. The sides are swapped at random. */
export function batchSampler(
  { groups }: Pick<Dataset, 'groups'>,
  size: number,
  weights: SourceWeights,
  random: Random,
): () => Batch {
  const usable = groups.filter(isDrawn)
  const masses = usable.map(({ source, kind, pairs }) => {
    const weight = (weights[source] ?? 1) * (kind === TITLE_AND_SENTENCE ? SENTENCES_WEIGHT : 1)
    return weight * (pairs.length / 2) ** SIZE_EXPONENT
  })
  const total = masses.reduce((sum, mass) => sum + mass, 0)
  const decks = usable.map(({ pairs }) => deckOf(pairs.length / 2, random))

  return () => {
    let point = random() * total
    let chosen = masses.findIndex((mass) => {
      point -= mass
      return point < 0
    })
    if (chosen === -1) chosen = usable.length - 1
    const group = usable[chosen]
    const deal = decks[chosen]
    if (group === undefined || deal === undefined) throw new Error('there is no group of pairs to draw from')
    const left: number[] = []
    const right: number[] = []
    const most = Math.min(size, group.pairs.length / 2)
    for (const place of deal(most - (most % BATCH_MULTIPLE))) {
      const swapped = random() < 0.5 ? 1 : 0
      left.push(group.pairs[2 * place + swapped] as number)
      right.push(group.pairs[2 * place + 1 - swapped] as number)
    }
    return { left, right }
  }
}

/** Deals every number below `size` once before it shuffles again. */
function deckOf(size: number, random: Random): (count: number) => readonly number[] {
  const deck = Int32Array.from({ length: size }, (_, i) => i)
  let at = size
  return (count) => {
    const dealt: number[] = []
    while (dealt.length < count) {
      if (at >= size) {
        shuffle(deck, random)
        at = 0
      }
      dealt.push(deck[at] as number)
      at++
    }
    return dealt
  }
}

function shuffle(deck: Int32Array, random: Random): void {
  for (let i = deck.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1))
    const card = deck[i] as number
    deck[i] = deck[other] as number
    deck[other] = card
  }
}
