import { setImmediate as nextTurn } from 'node:timers/promises'
import { groupsOf } from '../../knowledge/search/groups.js'
import { weightsOf } from '../../knowledge/search/pair-scores.js'
import { openPrototypes, type Prototypes } from '../../knowledge/search/prototypes.js'
import { type SignalInput, signalColumns } from '../../knowledge/search/rank.js'
import { type LinearHead, type OpenedHead, openLinearHead } from '../../knowledge/search/ranker/linear-head.js'
import type { Ranker } from '../../knowledge/search/ranker/ranker.js'
import { mendText } from '../../knowledge/search/spelling/spelling.js'
import { normalise, words } from '../../knowledge/text/normalise.js'
import type { RankerMaterial } from '../../knowledge/version/freeze-parts.js'
import { heldOutFolds } from './held-out.js'
import { type HeadExample, trainLinearHead } from './train-linear-head.js'

/** Candidates kept per question; those further down do not change a fit. */
const MOST_CANDIDATES = 64
/** Held-out phrasings that a head may lack for good: learning it once more would cost more than they teach. */
const DROP_IN_THE_OCEAN = 0.05
/** As the search asks for them, and some more in place of what is held out. */
const NEIGHBOURS = 220
const QUESTIONS_PER_TURN = 10

/** What each of `SIGNALS` saw of one candidate. */
export type SignalValues = Float64Array

/** A question that was asked of the version without the phrasing it is. */
export interface QuestionEvidence {
  /** of the pair it belongs to; null for a question that no pair answers */
  readonly own: SignalValues | null
  /** of the best candidates of other pairs, by the ranker the fit begins with */
  readonly others: readonly SignalValues[]
}

export interface Evidence {
  readonly asked: readonly QuestionEvidence[]
  /** mean logit of the own class, at least 1: what a question that belongs to a pair usually reaches */
  readonly usualLogit: number
  /** the head to serve with: of all phrasings, or, where those held out are a drop in the ocean, of all others */
  readonly head: LinearHead
}

/** Every phrasing, as an example of its pair; translations are one class. */
function headExamples({ pairs, passages, vectors }: RankerMaterial): readonly HeadExample[] {
  const { groupOf } = groupsOf(pairs)
  const { dimensions, values } = vectors
  return passages.flatMap(({ part, pair, text }, row) => {
    if (part !== 'phrasing') return []
    const vector = values.subarray(row * dimensions, (row + 1) * dimensions)
    const hasVector = vector.some((value) => value !== 0)
    return [{ words: words(normalise(text)), vector: hasVector ? vector : null, classNumber: groupOf[pair] as number }]
  })
}

/**
 * Asks the version its own phrasings, each while it is held out: the head is learned without it, its row is passed over, and what
 * it adds to its pair's whole text is left out. Texts that are out of scope are asked as a citizen would.
 *
 * @param start weights by which candidates are chosen
 */
export async function gatherEvidence(material: RankerMaterial, start: Ranker): Promise<Evidence> {
  const { passages, pairs, vectors } = material
  const examples = headExamples(material)
  const asking = { ...material, prototypes: openPrototypes(passages, pairs.length, vectors), start }
  const shape = { classes: groupsOf(pairs).members.length, dimensions: vectors.dimensions }
  const folds = heldOutFolds(passages)
  const [only] = folds
  const spares = folds.length === 1 && only !== undefined && only.length <= DROP_IN_THE_OCEAN * examples.length
  const learn = (some: readonly HeadExample[]) => trainLinearHead(some, shape)
  const asked: QuestionEvidence[] = []
  const logits: number[] = []
  let head: LinearHead | null = null
  for (const fold of folds) {
    const held = new Set(fold)
    const learned = await learn(examples.filter((_, row) => !held.has(row)))
    if (spares) head = learned
    const opened = openLinearHead(learned)
    for (const [i, row] of fold.entries()) {
      if (i % QUESTIONS_PER_TURN === 0) await nextTurn()
      const example = examples[row]
      if (example === undefined) continue
      const found = askHeldOut(asking, opened, { ...example, row })
      asked.push(found.asked)
      logits.push(found.logit)
    }
  }
  head ??= await learn(examples)
  if (asked.length > 0) asked.push(...(await askOutOfScope(asking, openLinearHead(head))))
  const usualLogit = logits.reduce((sum, logit) => sum + logit, 0) / Math.max(1, logits.length)
  return { asked, usualLogit: Math.max(1, usualLogit), head }
}

/** What a version is asked with, but for the head, which differs from fold to fold. */
interface Asking extends RankerMaterial {
  readonly prototypes: Prototypes
  readonly start: Ranker
}

function askHeldOut(
  asking: Asking,
  head: OpenedHead,
  { row, words: questionWords, vector, classNumber }: HeadExample & { readonly row: number },
): { readonly asked: QuestionEvidence; readonly logit: number } {
  const { pairs, passages, lexical, index, prototypes, start } = asking
  const pair = passages[row]?.pair ?? 0
  const scores = lexical.score(questionWords)
  const without = (column: Float32Array, at: number, value: number) => {
    const copy = column.slice()
    copy[at] = value
    return copy
  }
  const { letters, stems, stemPairs } = scores.phrasing
  const rest = lexical.scoreText(questionWords, words(textWithout(asking, pair, row)))
  const { answerLetters, answerStems, answerPairs } = scores.answer
  const learned = head.score(questionWords, vector)
  const input = {
    pairs,
    passages,
    ranker: start,
    learned,
    neighbours: vector === null ? [] : index.search(vector, NEIGHBOURS).filter((neighbour) => neighbour.row !== row),
    prototypeCosines: prototypes.cosinesWith(vector, row),
    lexical: {
      unseenShare: scores.unseenShare,
      phrasing: {
        letters: without(letters, row, 0),
        stems: without(stems, row, 0),
        stemPairs: without(stemPairs, row, 0),
      },
      answer: {
        answerLetters: without(answerLetters, pair, rest.answerLetters),
        answerStems: without(answerStems, pair, rest.answerStems),
        answerPairs: without(answerPairs, pair, rest.answerPairs),
      },
    },
  }
  return { asked: candidatesOf(input, classNumber), logit: learned[classNumber] as number }
}

/** Everything a pair says but for one of its phrasings. */
function textWithout({ pairs, passages }: RankerMaterial, pair: number, row: number): string {
  const { question = '', alternateQuestions = [], answer = '' } = pairs[pair] ?? {}
  const phrasings = [question, ...alternateQuestions]
  // A pair's phrasings stand in one run of rows, its question first.
  let first = row
  while (passages[first - 1]?.pair === pair) first--
  return [...phrasings.filter((_, i) => i !== row - first), answer].join('\n')
}

async function askOutOfScope(
  { outOfScope, embedder, pairs, passages, lexical, index, prototypes, start }: Asking,
  head: OpenedHead,
): Promise<readonly QuestionEvidence[]> {
  if (outOfScope.length === 0) return []
  const meant = outOfScope.map((text) => mendText(normalise(text), lexical.mend))
  const vectors = await embedder.embed(meant, 'query')
  return meant.map((text, i) => {
    const vector = vectors[i] ?? null
    const questionWords = words(text)
    const neighbours = vector === null ? [] : index.search(vector, NEIGHBOURS)
    const learned = head.score(questionWords, vector)
    const prototypeCosines = prototypes.cosinesWith(vector)
    const evidence = { lexical: lexical.score(questionWords), learned, neighbours, prototypeCosines }
    return candidatesOf({ pairs, passages, ranker: start, ...evidence }, null)
  })
}

/** The own group's best translation and the best of the other groups, by the starting weights. */
function candidatesOf(input: SignalInput, own: number | null): QuestionEvidence {
  const columns = signalColumns(input)
  const { groupOf, members } = groupsOf(input.pairs)
  const { bySignal: weights } = weightsOf(input.ranker)
  const scores = Float64Array.from(groupOf, (_, position) =>
    columns.reduce((sum, column, i) => sum + (weights[i] ?? 0) * (column[position] as number), 0),
  )
  const better = (left: number, right: number) => (scores[right] as number) - (scores[left] as number) || left - right
  const best = members.map((positions) => positions.reduce((one, other) => (better(one, other) > 0 ? other : one)))
  const valuesAt = (position: number) => Float64Array.from(columns, (column) => column[position] as number)
  const others = best.filter((_, group) => group !== own).sort(better)
  return {
    own: own === null ? null : valuesAt(best[own] ?? 0),
    others: others.slice(0, MOST_CANDIDATES).map(valuesAt),
  }
}
