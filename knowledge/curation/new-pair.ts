import { checkPairs } from '../content/import/check-pairs.js'
import { describeWrong } from '../content/import/import-words.js'
import { pairKey, type QnaPair } from '../content/qna-pair.js'
import { KnowledgeError, type StepSaid } from '../errors.js'
import { partIn } from '../words/error-words.js'
import type { Proposal } from './item.js'
import { phrasingProblem } from './phrasing-problem.js'

/**
 * Proposes a new pair.
 *
 * @param fields values by the pair's field names; checked like an imported file, its phrasings like a drafted phrasing
 * @param pairs the approved pairs, which prompts may lead to
 * @throws {KnowledgeError} BAD_INPUT naming every wrong field
 */
export function newPairProposal(fields: Readonly<Record<string, unknown>>, pairs: readonly QnaPair[]): Proposal {
  const knownPairs = new Set(pairs.map(pairKey))
  const checked = checkPairs([{ line: null, idFromFile: true, fields }], {
    defaultLanguage: null,
    standing: [],
    knownPairs,
  })
  const [pair] = checked.pairs
  const phrasings = pair === undefined ? [] : phrasingProblems(pair)
  if (pair !== undefined && checked.problems.length + phrasings.length === 0) return { kind: 'new-pair', pair }
  const wrong = [...checked.problems, ...phrasings].map(({ field }) => field ?? '')
  const words = (language: string, stepSaid?: StepSaid) => ({
    problems: [
      ...checked.problems.map(({ line: _, field, ...found }) => {
        return `${field ?? ''} ${describeWrong(found, language, stepSaid)}`.trim()
      }),
      ...phrasings.map(({ field, fault }) => `${field}: ${partIn(language, fault)}`),
    ].join('\n'),
  })
  throw new KnowledgeError('BAD_INPUT', { what: 'new-pair-unfit', fields: wrong }, { do: 'draft-again' }, { words })
}

/** An editor may have copied a stored question, which can be redacted or cut. */
function phrasingProblems({ question, alternateQuestions }: QnaPair) {
  const named = [['question', question], ...alternateQuestions.map((alternate) => ['alternateQuestions', alternate])]
  return named.flatMap(([field = '', text = '']) => {
    const fault = phrasingProblem(text)
    return fault === null ? [] : [{ field, fault }]
  })
}
