import { sha256 } from '../../basics/sha256.js'
import { canonicalJson } from '../../store/canonical-json.js'
import { samePhrasing } from '../../text/same-phrasing.js'
import { pairKey, type QnaPair } from '../qna-pair.js'
import { holdAtOnce, type PlacedPair } from './contradictions.js'
import type { ImportNote } from './findings/import-note.js'
import { noteOnRepeats, placesOf } from './findings/repeat-note.js'

interface OncePairs {
  readonly pairs: readonly PlacedPair[]
  /** those left out because one with the same id says the same */
  readonly repeated: ReadonlySet<PlacedPair>
  readonly notes: readonly ImportNote[]
}

/**
 * The pairs of a file, each once: pairs that say the same are one, unless the file gives them different ids. Questions are the
 * same also with other accents, capitals or punctuation. A pair that asks the same as one before it, with another answer, gets
 * an id of its own where the file names none.
 */
export function withoutRepeats(placed: readonly PlacedPair[]): OncePairs {
  const kept: PlacedPair[] = []
  const saying = new Map<string, Sayers>()
  const answering = new Map<string, PlacedPair>()
  const repeated = new Set<PlacedPair>()
  const once: string[] = []
  const again: string[] = []
  for (const next of placed) {
    const said = contentKey(next.pair)
    const sayers = saying.get(said) ?? { byId: new Map(), first: kept.length, unnamed: null }
    const at = placeOfSame(sayers, next)
    const first = at === null ? undefined : kept[at]
    if (at !== null && first !== undefined) {
      kept[at] = merged(first, next)
      once.push(placesOf(first.line, next.line))
      if (first.idFromFile && next.idFromFile) repeated.add(next)
      note(sayers, kept[at], at)
      continue
    }
    const answer = answerKey(next.pair)
    const other = answering.get(answer)
    if (other !== undefined && holdAtOnce(other.pair, next.pair)) again.push(placesOf(other.line, next.line))
    else answering.set(answer, next)
    note(sayers, next, kept.length)
    saying.set(said, sayers)
    kept.push(next)
  }
  const notes = [...noteOnRepeats('pairs-repeated', once), ...noteOnRepeats('pairs-alike', again)]
  return { pairs: withOwnIds(kept), repeated, notes }
}

/** Everything that a pair says, whatever it is called and however its question is spelled. */
function contentKey({ id: _, question, alternateQuestions: __, ...said }: QnaPair): string {
  return canonicalJson({ ...said, question: samePhrasing(question) })
}

/** The same question with the same answer, whatever else is said. */
function answerKey({ language, question, answer }: QnaPair): string {
  return canonicalJson([language, samePhrasing(question), answer])
}

/** Where among the kept pairs those stand that say the same. */
interface Sayers {
  readonly byId: Map<string, number>
  readonly first: number
  /** of the one without an id in the file */
  unnamed: number | null
}

function note(sayers: Sayers, { idFromFile, pair }: PlacedPair, at: number): void {
  if (idFromFile) sayers.byId.set(pair.id, at)
  sayers.unnamed = idFromFile ? (sayers.unnamed === at ? null : sayers.unnamed) : at
}

/** The kept pair that the next one is: of the same id, or one of both has none in the file. */
function placeOfSame(sayers: Sayers, { idFromFile, pair }: PlacedPair): number | null {
  if (idFromFile) return sayers.byId.get(pair.id) ?? sayers.unnamed
  return sayers.byId.size > 0 || sayers.unnamed !== null ? sayers.first : null
}

function merged(first: PlacedPair, next: PlacedPair): PlacedPair {
  const { pair } = first
  const alternates = new Set([...pair.alternateQuestions, ...next.pair.alternateQuestions])
  alternates.delete(pair.question)
  const named = first.idFromFile ? first : next
  return {
    line: first.line,
    idFromFile: named.idFromFile,
    pair: {
      ...pair,
      id: first.idFromFile === next.idFromFile ? pair.id : named.pair.id,
      alternateQuestions: [...alternates],
    },
  }
}

/** Digits of the hash that tells two answers to one question apart. */
const HASH_CHARS = 8

/** An id that was made of the question alone is not enough for a second answer to it. */
function withOwnIds(placed: readonly PlacedPair[]): readonly PlacedPair[] {
  const taken = new Set<string>(placed.flatMap(({ pair, idFromFile }) => (idFromFile ? pairKey(pair) : [])))
  return placed.map((each) => {
    if (each.idFromFile) return each
    const { pair } = each
    const own = taken.has(pairKey(pair))
      ? { ...pair, id: `${pair.id}-${sha256(contentKey(pair)).slice(0, HASH_CHARS)}` }
      : pair
    taken.add(pairKey(own))
    return { ...each, pair: own }
  })
}
