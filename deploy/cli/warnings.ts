import type { CuratedPhrasing } from '../../knowledge/content/curated-phrasings.js'
import type { DanglingPrompt } from '../../knowledge/content/dangling-prompts.js'
import type { Contradiction, PlacedPair, StandingPair } from '../../knowledge/content/import/contradictions.js'
import { pairKey } from '../../knowledge/content/qna-pair.js'
import { counted } from '../../knowledge/counted.js'
import { firstFew } from '../../knowledge/first-few.js'
import type { VersionDoubts } from '../../training/release/version-doubts.js'
import { plain, type Terminal } from './terminal.js'

/** Most that are told one by one; programs get them all. */
const MOST_TOLD = 20

/**
 * Warns of prompts that lead nowhere: citizens are not shown them.
 *
 * @returns the same for programs
 */
export function warnOfDangling(terminal: Terminal, dangling: readonly DanglingPrompt[]) {
  const told = dangling.map(
    ({ pair, prompt }) => `“${prompt.displayText}” of ${pairKey(pair)} leads nowhere (to ${prompt.pairId})`,
  )
  warn(terminal, told, 'prompt')
  return dangling.map(({ pair: { id, language }, prompt }) => ({ from: id, lang: language, ...prompt }))
}

/**
 * Warns of pairs that answer the same question otherwise: which of them a citizen meets is chance.
 *
 * @param sourceName what the imported file is called
 * @returns the same for programs
 */
export function warnOfContradictions(terminal: Terminal, contradictions: readonly Contradiction[], sourceName: string) {
  const told = contradictions.map(
    ({ phrasing, first, second }) => `“${phrasing}” has different answers in ${placeOf(first)} and ${placeOf(second)}`,
  )
  warn(terminal, told, 'contradiction')
  return contradictions.map(({ phrasing, first, second }) => ({
    phrasing,
    lang: second.pair.language,
    pairs: [first, second].map((each) =>
      'line' in each
        ? { id: each.pair.id, source: sourceName, line: each.line }
        : { id: each.pair.id, source: each.importedFrom, line: null },
    ),
  }))
}

/**
 * Warns of what is probably not meant in a version.
 *
 * @returns the same for programs
 */
export function warnOfDoubts(terminal: Terminal, { dangling, emptyClasses, ended }: VersionDoubts) {
  warn(
    terminal,
    emptyClasses.map((name) => `no pair is ${name}, so STRICTER_ANSWERS asks for more surety nowhere by that`),
    'empty group',
  )
  warn(
    terminal,
    ended.map((pair) => `the answer of ${pair} has ended: nobody gets it`),
    'answer',
  )
  return {
    danglingPrompts: warnOfDangling(terminal, dangling),
    emptyStricterClasses: emptyClasses,
    endedAnswers: ended,
  }
}

/** Warns of what curation had added and an import or a retirement has touched. */
export function warnOfPhrasings(
  terminal: Terminal,
  { lost, strayed }: { readonly lost: readonly CuratedPhrasing[]; readonly strayed: readonly CuratedPhrasing[] },
): void {
  const told = [
    ...lost.map(({ pair, phrasing }) => `“${phrasing}”, which curation had added to ${pair}, is gone with it`),
    ...strayed.map(
      ({ pair, phrasing }) => `“${phrasing}”, which curation had added to ${pair}, leads to another question now`,
    ),
  ]
  warn(terminal, told, 'phrasing')
  if (told.length > 0) terminal.say('next: ventanilla curate list --state approved')
}

/** @param thing what one of the lines is about, to count those that are not told one by one */
function warn(terminal: Terminal, lines: readonly string[], thing: string): void {
  const { first, more } = firstFew(lines, MOST_TOLD)
  for (const line of first) terminal.say(plain(`warning: ${line}`))
  if (more > 0) terminal.say(`warning: and ${counted(more, thing)} more`)
}

function placeOf(found: PlacedPair | StandingPair): string {
  const key = pairKey(found.pair)
  if (!('line' in found)) return `${key} of ${found.importedFrom}`
  return found.line === null ? key : `${key} (line ${found.line})`
}
