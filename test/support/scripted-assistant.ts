import type { Assistant, Assistants } from '../../bot/ports.js'
import { type QnaPair, qnaPairSchema } from '../../knowledge/content/qna-pair.js'
import { type Decision, MAX_QUESTION_CHARS, type Outcome, type Question } from '../../knowledge/search/outcome.js'
import type { VersionId } from '../../knowledge/version-id.js'

export const VERSION: VersionId = 'kb-000007'

export function pairOf(id: string, language: string, fields: Partial<Record<keyof QnaPair, unknown>> = {}): QnaPair {
  return qnaPairSchema.parse({
    id,
    language,
    question: `${id} (${language})?`,
    answer: `Answer ${id} ${language}.`,
    ...fields,
  })
}

/** Every conversation gets the same one. */
export interface ScriptedAssistant extends Assistant, Assistants {
  readonly asked: Question[]
  /** sets the outcome for this text; any other text is a fallback */
  script(text: string, outcome: Outcome, decision?: Partial<Decision>): void
  /** removes a pair, as a new version may */
  remove(id: string): void
  fail(error: Error | null): void
  delayMs: number
}

/** An Assistant over a few pairs, with scripted decisions instead of a search. */
export function scriptedAssistant(pairs: readonly QnaPair[], version: VersionId = VERSION): ScriptedAssistant {
  const kept = [...pairs]
  const outcomes = new Map<string, { readonly outcome: Outcome; readonly decision: Partial<Decision> }>()
  const asked: Question[] = []
  let failure: Error | null = null
  const assistant: ScriptedAssistant = {
    asked,
    delayMs: 0,
    script: (text, outcome, decision = {}) => outcomes.set(text, { outcome, decision }),
    remove(id) {
      for (const pair of kept.filter((each) => each.id === id)) kept.splice(kept.indexOf(pair), 1)
    },
    fail(error) {
      failure = error
    },
    async ask(question) {
      asked.push(question)
      if (assistant.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, assistant.delayMs))
      if (failure !== null) throw failure
      const scripted = outcomes.get(question.text)
      const best = kept.slice(0, 3)
      return {
        outcome: scripted?.outcome ?? unscripted(question.text),
        version,
        language: question.languageHint ?? 'en',
        normalised: question.text,
        candidates: best.map((pair, place) => ({
          pair,
          score: 1 - place / 10,
          confidence: 1 - place / 10,
          signals: {},
          contributions: {},
          phrasing: pair.question,
          matchedWords: [],
        })),
        thresholds: { confidence: 0.6, ambiguityMargin: 0.1 },
        unseenShare: 0.25,
        nearestOutOfScope: null,
        ...scripted?.decision,
      }
    },
    pair(id, language) {
      const pair = kept.find((each) => each.id === id && each.language === language)
      return pair === undefined ? null : { pair, version }
    },
    starters: (language) => kept.filter((pair) => pair.language === language && pair.metadata.starter !== undefined),
    languages: () => [...new Set(kept.map(({ language }) => language))].sort(),
    forTurn: () => ({ ...assistant, replied: () => {} }),
    forget: () => {},
  }
  return assistant
}

function unscripted(text: string): Outcome {
  if (!/[\p{L}\p{N}]/u.test(text)) return { kind: 'fallback', reason: 'empty', confidence: 0 }
  if (text.length > MAX_QUESTION_CHARS) return { kind: 'fallback', reason: 'too-long', confidence: 0 }
  return { kind: 'fallback', reason: 'not-confident', confidence: 0.1 }
}
