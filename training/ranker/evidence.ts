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

/** Candidates kept per question; lower ones do not change a fit. */
const MOST_CANDIDATES = 64
/** Share of held-out phrasings that the final head may lack: training it again would cost more than they teach. */
const DROP_IN_THE_OCEAN = 0.05
/** As many as the search requests, and some more to replace held-out rows. */
const NEIGHBOURS = 220
const QUESTIONS_PER_TURN = 10

/** The value of each of `SIGNALS` for one candidate. */
export type SignalValues = Float64Array

/** A question asked of the version without the phrasing it comes from. */
export interface QuestionEvidence {
  /** values of the pair it belongs to; null for a question that no pair answers */
  readonly own: SignalValues | null
  /** values of the best other pairs, by the ranker that the fit starts from */
  readonly others: readonly SignalValues[]
}

export interface Evidence {
  readonly asked: readonly QuestionEvidence[]
  /** mean logit of the right class, at least 1 */
  readonly usualLogit: number
  /** the head to serve with: trained on all phrasings, or without the held-out ones when these are very few */
  readonly head: LinearHead
}

/** Every phrasing as an example of its pair. Translations form one class. */
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
 * Asks the version its own phrasings, each while it is held out: the head is trained without it, and its row and its part of
 * the pair's whole text are left out. Texts out of scope are asked like a citizen's question.
 *
 * @param start weights that choose the candidates
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

/** Everything needed to ask a version except the head, which differs by fold. */
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

/** The whole text of a pair without one of its phrasings. */
function textWithout({ pairs, passages }: RankerMaterial, pair: number, row: number): string {
  const { question = '', alternateQuestions = [], answer = '' } = pairs[pair] ?? {}
  const phrasings = [question, ...alternateQuestions]
  // A pair's phrasings are consecutive rows, its question first.
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

/** The best translation of the question's own group and the best of the other groups, by the starting weights. */
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
