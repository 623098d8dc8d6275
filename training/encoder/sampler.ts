import type { Random } from '../../evaluation/random.js'
import type { Dataset, Group } from './dataset.js'
import { BATCH_MULTIPLE } from './kernel.js'

/** How often each source is drawn beyond its size. */
export type SourceWeights = Readonly<Record<string, number>>

/** Public services are few and what the encoder is for; everyday sentences carry most of the meaning of words. */
export const DEFAULT_SOURCE_WEIGHTS: SourceWeights = {
  tatoeba_es: 1.5,
  tatoeba_fr: 1,
  usagov: 3,
  healthcaregov: 3,
  gov_us: 3,
  gov_us2: 3,
  gov_ca: 2,
  govuk: 3,
  nj: 3,
  ada: 2,
  bloom: 3,
  shiba: 3,
  cfa2: 3,
  cfa3: 3,
  cbv: 3,
  votegov: 3,
  monentreprise: 2,
}

/** Large groups are drawn less than their size: pairs to the power of this. */
const SIZE_EXPONENT = 0.7
/** A group smaller than this has too few negatives to learn from alone; it is drawn in smaller batches. */
const SMALLEST_BATCH = 64

export interface Batch {
  readonly group: Group
  /** sentence numbers of the left and the right side */
  readonly left: readonly number[]
  readonly right: readonly number[]
}

/** Draws batches, each from one source and language pair. The sides are swapped at random. */
export function batchSampler(
  { groups }: Pick<Dataset, 'groups'>,
  size: number,
  weights: SourceWeights,
  random: Random,
): () => Batch {
  const usable = groups.filter(({ pairs }) => pairs.length / 2 >= SMALLEST_BATCH)
  const masses = usable.map(({ source, pairs }) => (weights[source] ?? 1) * (pairs.length / 2) ** SIZE_EXPONENT)
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
    return { group, left, right }
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
