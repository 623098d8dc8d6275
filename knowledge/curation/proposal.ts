import { sha256 } from '../basics/sha256.js'
import { cleanText } from '../content/import/text/clean-text.js'
import { PAIR_LIMITS, pairKey, type QnaPair } from '../content/qna-pair.js'
import { KnowledgeError } from '../errors.js'
import { canonicalJson } from '../store/canonical-json.js'
import { samePhrasing } from '../text/same-phrasing.js'
import type { FactsOf } from '../words/error-facts.js'
import type { NextStep } from '../words/next-steps.js'
import type { Proposal } from './item.js'
import { phrasingProblem } from './phrasing-problem.js'

/** Hash of everything in a pair that a drafter relies on: all but its alternate questions. */
export function pairBasis(pair: QnaPair): string {
  const { alternateQuestions: _, ...relied } = pair
  return sha256(canonicalJson(relied))
}

export interface PhrasingDraft {
  readonly pairId: string
  readonly language: string
  readonly phrasing: string
}

/**
 * Proposes one more phrasing for an approved pair.
 *
 * @param pairs the approved ones
 * @throws {KnowledgeError} BAD_INPUT when there is no such pair, or the text cannot be a phrasing, see `phrasingProblem`
 */
export function phrasingProposal({ pairId, language, phrasing }: PhrasingDraft, pairs: readonly QnaPair[]): Proposal {
  const key = pairKey({ id: pairId, language })
  const pair = pairs.find((one) => pairKey(one) === key)
  if (pair === undefined) throw unknownPair(pairId, language, pairs)
  const text = cleanText(phrasing).replace(/\s+/g, ' ').trim()
  checkPhrasing(text)
  return { kind: 'add-phrasing', pairId, language, phrasing: text, basis: pairBasis(pair) }
}

/**
 * Why a proposal cannot be approved at present, or null.
 *
 * @param pairs the approved ones
 */
export function proposalConflict(proposal: Proposal, pairs: readonly QnaPair[]): KnowledgeError | null {
  switch (proposal.kind) {
    case 'add-phrasing':
      return phrasingConflict(proposal, pairs)
    case 'new-pair':
      return pairConflict(proposal.pair, pairs)
    case 'out-of-competence':
    case 'ignored':
      return null
  }
}

function phrasingConflict(
  { pairId, language, phrasing, basis }: Extract<Proposal, { kind: 'add-phrasing' }>,
  pairs: readonly QnaPair[],
): KnowledgeError | null {
  const key = pairKey({ id: pairId, language })
  const pair = pairs.find((one) => pairKey(one) === key)
  if (pair === undefined) return conflict({ what: 'pair-retired', pair: key }, { do: 'draft-something-else' })
  if (pairBasis(pair) !== basis) {
    return conflict({ what: 'pair-changed', pair: key }, { do: 'read-and-draft-anew' })
  }
  const holder = holderOf(phrasing, language, pairs)
  if (holder !== null) return alreadyThere(phrasing, holder)
  if (pair.alternateQuestions.length < PAIR_LIMITS.alternateQuestions) return null
  return conflict({ what: 'pair-full', pair: key, most: PAIR_LIMITS.alternateQuestions }, { do: 'take-out-phrasings' })
}

function pairConflict(pair: QnaPair, pairs: readonly QnaPair[]): KnowledgeError | null {
  const key = pairKey(pair)
  if (pairs.some((one) => pairKey(one) === key)) {
    return conflict({ what: 'pair-exists', pair: key }, { do: 'other-id-or-phrasing' })
  }
  for (const phrasing of [pair.question, ...pair.alternateQuestions]) {
    const holder = holderOf(phrasing, pair.language, pairs)
    if (holder !== null) return alreadyThere(phrasing, holder)
  }
  return null
}

/**
 * Whether an approved proposal is still in place: the pair that was written, or the phrasing, even if another pair has it now.
 *
 * @param pairs the approved ones, by `pairKey`
 */
export function isInPlace(
  proposal: Extract<Proposal, { kind: 'add-phrasing' | 'new-pair' }>,
  pairs: ReadonlyMap<string, QnaPair>,
): boolean {
  if (proposal.kind === 'new-pair') return pairs.has(pairKey(proposal.pair))
  const { pairId, language, phrasing } = proposal
  if (pairs.get(pairKey({ id: pairId, language }))?.alternateQuestions.includes(phrasing)) return true
  return holderOf(phrasing, language, [...pairs.values()]) !== null
}

/** The pair that already has this phrasing, ignoring case, accents and punctuation. */
function holderOf(phrasing: string, language: string, pairs: readonly QnaPair[]): QnaPair | null {
  const wanted = samePhrasing(phrasing)
  const has = ({ question, alternateQuestions }: QnaPair) =>
    [question, ...alternateQuestions].some((known) => samePhrasing(known) === wanted)
  return pairs.find((pair) => pair.language === language && has(pair)) ?? null
}

function alreadyThere(phrasing: string, holder: QnaPair): KnowledgeError {
  return conflict({ what: 'phrasing-exists', phrasing, pair: pairKey(holder) }, { do: 'retrain-or-take-out' })
}

function checkPhrasing(text: string): void {
  const fault = phrasingProblem(text)
  if (fault === null) return
  throw new KnowledgeError('BAD_INPUT', { what: 'phrasing', fault }, { do: 'write-phrasing' })
}

function unknownPair(id: string, language: string, pairs: readonly QnaPair[]): KnowledgeError {
  const languages = pairs.filter((pair) => pair.id === id).map((pair) => pair.language)
  const next: NextStep = languages.length === 0 ? { do: 'find-pair-id-in-group' } : { do: 'choose-language', languages }
  return new KnowledgeError('BAD_INPUT', { what: 'no-approved-pair', id, language }, next)
}

function conflict(facts: FactsOf<'CURATION_CONFLICT'>, next: NextStep): KnowledgeError {
  return new KnowledgeError('CURATION_CONFLICT', facts, next)
}
