import { checkPairs } from '../content/import/check-pairs.js'
import { describeWrong } from '../content/import/import-words.js'
import { pairKey, type QnaPair } from '../content/qna-pair.js'
import { KnowledgeError } from '../errors.js'
import { COMMON_LANGUAGE } from '../words/locale-files.js'
import type { Proposal } from './item.js'
import { phrasingProblem } from './phrasing-problem.js'

/**
 * Proposes a new pair.
 *
 * @param fields by the names of a pair's fields; checked as an imported file would be, its phrasings as one that is drafted
 * @param pairs the approved ones, to which prompts may lead
 * @throws {KnowledgeError} BAD_INPUT naming every field that is wrong
 */
export function newPairProposal(fields: Readonly<Record<string, unknown>>, pairs: readonly QnaPair[]): Proposal {
  const knownPairs = new Set(pairs.map(pairKey))
  const checked = checkPairs([{ line: null, fields }], { defaultLanguage: null, standing: [], knownPairs })
  const [pair] = checked.pairs
  const problems = [
    ...checked.problems.map(
      ({ line: _, field, ...wrong }) => `${field ?? 'the pair'} ${describeWrong(wrong, COMMON_LANGUAGE)}`,
    ),
    ...(pair === undefined ? [] : phrasingProblems(pair)),
  ]
  if (pair !== undefined && problems.length === 0) return { kind: 'new-pair', pair }
  throw new KnowledgeError('BAD_INPUT', problems.join('\n'), 'correct it and draft again')
}

/** An editor may have taken over a question as it was stored. */
function phrasingProblems({ question, alternateQuestions }: QnaPair): readonly string[] {
  const named = [['question', question], ...alternateQuestions.map((alternate) => ['alternateQuestions', alternate])]
  return named.flatMap(([field, text = '']) => {
    const problem = phrasingProblem(text)
    return problem === null ? [] : [`${field}: ${problem}`]
  })
}
