import { byCodeUnit } from '../text/by-code-unit.js'
import { stem } from '../text/features.js'
import { addsTo, eachDiffers } from './counterparts.js'

/**
 * From this closeness on, two questions are considered to ask the same.
 *
 * Chosen on CLINC150, HWU64 and SOFMattress (HINT3): there, 8 in 10 questions that join another have its intent. It errs towards
 * two groups instead of one: editors notice that at a glance, but not a question hidden in the wrong group.
 */
const SAME = 0.55

/** The threshold where each has a word that the other lacks: "fees for closing" is not "fees for registering". */
const SAME_THOUGH_EACH_DIFFERS = 0.73

/** Added to the number of texts in idf: keeps the weights sensible when there are few texts. */
const UNSEEN_TEXTS = 50

/** A larger value makes lookups shorter but leaves more leaders to compare; any value below SAME gives the same groups. */
const TAIL_LENGTH = 0.35

/** A text's features, rarest first, with weights whose squares add up to 1. */
interface Vector {
  /** per feature: its rank by rarity among all texts */
  readonly features: Uint32Array
  readonly weights: Float64Array
}

/**
 * Which questions may join the group of a text. `alike`: those that probably ask the same. `nothing further`: closer ones without a
 * word that the text lacks. `same words`: of these, only those that have all its words.
 */
export type Reach = 'alike' | 'nothing further' | 'same words'

/**
 * Groups close texts in one pass: each text joins the group whose first text is closest, if it is close enough, or starts a
 * group. The order matters: pass the most typical texts first.
 *
 * @param texts the telling words of each text, folded
 * @param pinned for each of the first texts, its reach; these texts start a group each, however close they are to one another
 * @returns per text the position of the first text of its group
 */
export function groupByCloseness(
  texts: readonly (readonly string[])[],
  pinned: readonly Reach[] = [],
): readonly number[] {
  const index = leaderIndex(weigh(texts))
  return texts.map((words, position) => {
    if (position < pinned.length) {
      index.add(position)
      return position
    }
    const leader = index
      .closeTo(position)
      .find(({ leader, closeness }) => joins(words, texts[leader] ?? [], closeness, pinned[leader] ?? 'alike'))
    if (leader !== undefined) return leader.leader
    index.add(position)
    return position
  })
}

function joins(words: readonly string[], leader: readonly string[], closeness: number, reach: Reach): boolean {
  if (reach === 'alike') return closeness >= SAME_THOUGH_EACH_DIFFERS || !eachDiffers(words, leader)
  if (closeness < SAME_THOUGH_EACH_DIFFERS || addsTo(words, leader)) return false
  return reach === 'nothing further' || !addsTo(leader, words)
}

interface Posting {
  readonly leaders: number[]
  readonly weights: number[]
}

/**
 * An inverted index over the first texts of groups (leaders). A text's most frequent features, which most leaders have, are left
 * out of the lookup: their contribution is bounded by their length, and is computed only for the few that could still be close.
 *
 * @see Bayardo, Ma & Srikant, Scaling Up All Pairs Similarity Search, 2007
 */
function leaderIndex(vectors: readonly Vector[]) {
  const postings = new Map<number, Posting>()
  const closeness = new Float64Array(vectors.length)
  return {
    add(position: number): void {
      const { features, weights } = vectorAt(vectors, position)
      features.forEach((feature, i) => {
        const posting = postings.get(feature) ?? { leaders: [], weights: [] }
        posting.leaders.push(position)
        posting.weights.push(weights[i] as number)
        postings.set(feature, posting)
      })
    },
    /** Leaders that may ask the same, closest first. */
    closeTo(position: number): readonly { readonly leader: number; readonly closeness: number }[] {
      const vector = vectorAt(vectors, position)
      const { features, weights } = vector
      const { start, length } = frequentTail(weights)
      const touched: number[] = []
      for (let i = 0; i < start; i++) {
        const posting = postings.get(features[i] as number)
        if (posting === undefined) continue
        const own = weights[i] as number
        for (let j = 0; j < posting.leaders.length; j++) {
          const leader = posting.leaders[j] as number
          if (closeness[leader] === 0) touched.push(leader)
          closeness[leader] = (closeness[leader] as number) + own * (posting.weights[j] as number)
        }
      }
      const promising = touched.filter((leader) => (closeness[leader] as number) + length >= SAME)
      for (const leader of touched) closeness[leader] = 0
      return promising
        .map((leader) => ({ leader, closeness: innerProduct(vector, vectorAt(vectors, leader)) }))
        .filter((found) => found.closeness >= SAME)
        .sort((a, b) => b.closeness - a.closeness || a.leader - b.leader)
    },
  }
}

/** The last (most frequent) features, whose vector is at most TAIL_LENGTH long. */
function frequentTail(weights: Float64Array): { readonly start: number; readonly length: number } {
  let start = weights.length
  let square = 0
  while (start > 0) {
    const wider = square + (weights[start - 1] as number) ** 2
    if (wider > TAIL_LENGTH ** 2) break
    square = wider
    start--
  }
  return { start, length: Math.sqrt(square) }
}

function innerProduct(left: Vector, right: Vector): number {
  let sum = 0
  for (let i = 0, j = 0; i < left.features.length && j < right.features.length; ) {
    const difference = (left.features[i] as number) - (right.features[j] as number)
    if (difference === 0) sum += (left.weights[i] as number) * (right.weights[j] as number)
    if (difference <= 0) i++
    if (difference >= 0) j++
  }
  return sum
}

function vectorAt(vectors: readonly Vector[], position: number): Vector {
  return vectors[position] ?? { features: new Uint32Array(), weights: new Float64Array() }
}

/** Vectors whose inner product is the mean of the views' cosines, with weights √idf; 0…1. */
function weigh(texts: readonly (readonly string[])[]): readonly Vector[] {
  const documents = texts.map(viewsOf)
  const frequencies = new Map<string, number>()
  for (const views of documents) {
    for (const feature of views.flat()) frequencies.set(feature, 1 + (frequencies.get(feature) ?? 0))
  }
  const byRarity = [...frequencies].sort(([a, countOfA], [b, countOfB]) => countOfA - countOfB || byCodeUnit(a, b))
  const ranks = new Map(byRarity.map(([feature], rank) => [feature, rank]))
  const idf = (feature: string) =>
    Math.log(1 + (documents.length + UNSEEN_TEXTS) / (1 + (frequencies.get(feature) ?? 0)))
  return documents.map((views) => {
    const weighed = views.flatMap((view) => {
      const square = view.reduce((sum, feature) => sum + idf(feature), 0) * views.length
      return view.map((feature) => ({ rank: ranks.get(feature) ?? 0, weight: Math.sqrt(idf(feature) / square) }))
    })
    weighed.sort((a, b) => a.rank - b.rank)
    return {
      features: Uint32Array.from(weighed, ({ rank }) => rank),
      weights: Float64Array.from(weighed, ({ weight }) => weight),
    }
  })
}

/** Two views: the beginnings of words, which survive inflection, and runs of three letters, which survive typing mistakes. */
function viewsOf(words: readonly string[]): readonly (readonly string[])[] {
  const stems = new Set(words.map((word) => `${stem(word)}*`))
  const letters = new Set(words.flatMap((word) => trigrams(` ${word} `)))
  return [[...stems], [...letters]]
}

function trigrams(text: string): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - 2) }, (_, start) => text.slice(start, start + 3))
}
