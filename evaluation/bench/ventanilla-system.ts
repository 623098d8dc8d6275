import { PAIR_LIMITS, pairKey, type QnaPair, qnaPairSchema } from '../../knowledge/content/qna-pair.js'
import type { Decision } from '../../knowledge/search/outcome.js'
import { openTemporaryVersion, type TemporaryMaking } from '../temporary-version.js'
import type { BenchmarkedSystem, Finding, Subject } from './benchmarked-system.js'

/** Stands for a missing answer: the pair is found by its phrasings alone. */
const NO_WORDS = '—'

const PHRASINGS_PER_PAIR = PAIR_LIMITS.alternateQuestions + 1

/**
 * Ventanilla itself, as it serves: every subject becomes a pair of a real version, and the confidence is the calibrated one.
 * The version's thresholds do not affect the ranking; `threshold` gives the confidence threshold. Texts out of scope improve the
 * confidence.
 *
 * @param onDecision called with each decision and its finding
 */
export function ventanillaSystem(
  making: TemporaryMaking,
  onDecision?: (decision: Decision, finding: Finding) => void,
): BenchmarkedSystem {
  return {
    name: 'ventanilla',
    calibrated: true,
    async teach({ subjects, outOfScope }) {
      const { pairs, subjectOf } = pairsOfSubjects(subjects)
      const { searcher, close } = await openTemporaryVersion(pairs, { ...making, outOfScope })
      const now = making.clock.now()
      const search = (text: string, languageHint: string | null) =>
        searcher.search({ text, languageHint, filter: {}, now })
      return {
        threshold: (await search('?', null)).thresholds.confidence,
        async ask(text, language) {
          const decision = await search(text, language)
          const { candidates, outcome } = decision
          const ranked = new Set(candidates.map(({ pair }) => subjectOf.get(pair.id) ?? pair.id))
          const confidence = ranked.size === 0 ? Number.NEGATIVE_INFINITY : outcome.confidence
          const finding = { ranked: [...ranked], confidence }
          onDecision?.(decision, finding)
          return finding
        },
        close,
      }
    },
  }
}

export interface SubjectPairs {
  readonly pairs: readonly QnaPair[]
  /** id of a pair → id of its subject */
  readonly subjectOf: ReadonlyMap<string, string>
}

/**
 * One pair per subject and language. A subject with more phrasings than a pair may have is split into several pairs, which
 * count as one in a ranking.
 */
export function pairsOfSubjects(subjects: readonly Subject[]): SubjectPairs {
  const taken = new Set(subjects.map(({ id }) => id))
  const subjectOf = new Map<string, string>()
  const used = new Set<string>()
  const pairs: QnaPair[] = []
  for (const { id, phrasings, answer, language } of subjects) {
    for (let start = 0; start < phrasings.length; start += PHRASINGS_PER_PAIR) {
      const pairId = freeId(id, language, { taken, used })
      used.add(pairKey({ id: pairId, language }))
      subjectOf.set(pairId, id)
      const [question, ...alternateQuestions] = phrasings.slice(start, start + PHRASINGS_PER_PAIR)
      pairs.push(
        qnaPairSchema.parse({ id: pairId, language, question, alternateQuestions, answer: answer ?? NO_WORDS }),
      )
    }
  }
  return { pairs, subjectOf }
}

/** The subject's own id if it is free in this language, otherwise an id that no subject has. */
function freeId(
  id: string,
  language: string,
  { taken, used }: { readonly taken: ReadonlySet<string>; readonly used: ReadonlySet<string> },
): string {
  if (!used.has(pairKey({ id, language }))) return id
  for (let part = 2; ; part++) {
    const further = `${id}~${part}`
    if (!taken.has(further) && !used.has(pairKey({ id: further, language }))) return further
  }
}
