import { isAddress } from './without-links.js'

/** Shorter answers may end anywhere. */
const LEAST_CHARS = 40
/** This many answers of one length, longer than all others and without an end, were cut by a program. */
const LEAST_CUT = 2
const LEAST_CUT_CHARS = 100
/** Where databases and exports cut texts. */
const USUAL_LENGTHS: ReadonlySet<number> = new Set([
  254, 255, 256, 499, 500, 511, 512, 999, 1_000, 1_023, 1_024, 2_000, 4_000, 8_000,
])

/** A sign that no sentence ends with. */
const OPEN_SIGN = /[,(¿¡[{]$/
/** Words that something must follow. */
const OPEN_WORD =
  /(?<![\p{L}\d])(?:de|del|la|los|las|el|en|que|con|por|para|una|un|su|sus|the|of|and|to|with|for|from|your|an|y|e|or|du|des|les|une|et|pour|der|die|das|und|mit|von|di|il|che|per|do|da|os)$/iu
const SENTENCE_END = /[.!?…:;)»”"'’\]>*_|\d]$/

/**
 * The length at which a program cut the answers of a version.
 *
 * @returns null when none of its longest answers look cut
 */
export function usualCut(answers: readonly string[]): number | null {
  const longest = answers.reduce((most, answer) => Math.max(most, answer.length), 0)
  const cut = answers.filter((answer) => answer.length === longest && hasNoEnd(answer))
  return longest >= LEAST_CUT_CHARS && cut.length >= LEAST_CUT ? longest : null
}

/** @param cut the length at which the version's answers were cut; null = none */
export function isCutOff(answer: string, cut: number | null): boolean {
  const shown = answer.trimEnd()
  if (shown.length < LEAST_CHARS) return false
  if (OPEN_SIGN.test(shown) || isWithinLink(shown)) return true
  if (!hasNoEnd(shown)) return false
  if (OPEN_WORD.test(shown)) return true
  return answer.length === cut || USUAL_LENGTHS.has(answer.length)
}

/** Whether the text ends before its last link does. */
function isWithinLink(shown: string): boolean {
  return shown.lastIndexOf('[') > shown.lastIndexOf(']') || shown.lastIndexOf('](') > shown.lastIndexOf(')')
}

/** Items of lists, headings and addresses have no full stop. */
function hasNoEnd(answer: string): boolean {
  const shown = answer.trimEnd()
  const lastLine = shown.slice(shown.lastIndexOf('\n') + 1).trimStart()
  const lastWord = lastLine.slice(lastLine.lastIndexOf(' ') + 1)
  return !SENTENCE_END.test(shown) && !isAddress(lastWord) && !/^(?:[-*+•·#]|\d{1,3}[.)])/.test(lastLine)
}
