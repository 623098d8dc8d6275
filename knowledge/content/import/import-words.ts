import { packagePath } from '../../basics/package-path.js'
import type { StepSaid } from '../../errors.js'
import { factsSaid, stepIn } from '../../words/error-words.js'
import { shippedWords, type TextId } from '../../words/words.js'
import { pairKey } from '../qna-pair.js'
import type { Contradiction, PlacedPair, StandingPair } from './contradictions.js'
import { excerptOfLines, shortened } from './findings/excerpt.js'
import type { ImportNote } from './findings/import-note.js'
import type { ImportProblem, Wrong } from './findings/import-problem.js'
import type english from './locales/en.json'

/** The texts about imported files, in a language; they are stored beside the formats they are about. */
export const importWords = shippedWords<TextId<typeof english>>(
  packagePath('knowledge', 'content', 'import', 'locales'),
)

/**
 * What is wrong, without its place, e.g. `is empty`.
 *
 * @param stepSaid by default, steps are worded to suit any face
 */
export function describeWrong(wrong: Wrong, language: string, stepSaid?: StepSaid): string {
  return told('problems', wrong, language, stepSaid)
}

/** A problem with its place, e.g. `line 3, answer: is empty`. @param stepSaid as for `describeWrong` */
export function describeProblem(problem: ImportProblem, language: string, stepSaid?: StepSaid): string {
  const { line, field, ...wrong } = problem
  const said = describeWrong(wrong, language, stepSaid)
  const place = [
    line === null ? [] : importWords(language).say('file.line', { line: String(line) }),
    field === null ? [] : shortened(field),
  ].flat()
  return place.length === 0 ? said : `${place.join(', ')}: ${said}`
}

/** @param stepSaid as for `describeWrong` */
export function describeNote(note: ImportNote, language: string, stepSaid?: StepSaid): string {
  return told('notes', note, language, stepSaid)
}

/** Which pairs answer the same question differently, e.g. `“fee?” has different answers in fees/en (line 3) and tax/en of Fees 2026: “Ten.” and “Two.”`. */
export function describeContradiction({ phrasing, first, second }: Contradiction, language: string): string {
  const place = (found: PlacedPair | StandingPair) => placeOf(found, language)
  return importWords(language).say('contradictions.two-answers', {
    phrasing,
    first: place(first),
    second: place(second),
    firstAnswer: excerptOfLines(first.pair.answer),
    secondAnswer: excerptOfLines(second.pair.answer),
  })
}

function placeOf(found: PlacedPair | StandingPair, language: string): string {
  const [words, pair] = [importWords(language), pairKey(found.pair)]
  if (!('line' in found)) return words.say('contradictions.of-source', { pair, source: found.importedFrom })
  if (found.line === null) return pair
  const line = String(found.line)
  // An id that the file does not have would tell its author nothing.
  return found.idFromFile ? words.say('contradictions.of-file', { pair, line }) : words.say('file.line', { line })
}

function told(
  group: 'problems' | 'notes',
  { what, ...facts }: Wrong | ImportNote,
  language: string,
  stepSaid: StepSaid = (step) => stepIn(language, step),
): string {
  const next = 'next' in facts ? { next: stepSaid(facts.next) } : {}
  return factsSaid(importWords(language), `${group}.${what}`, { ...facts, ...next })
}
