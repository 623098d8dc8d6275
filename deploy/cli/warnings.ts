import type { CuratedPhrasing } from '../../knowledge/content/curated-phrasings.js'
import type { DanglingPrompt } from '../../knowledge/content/dangling-prompts.js'
import type { Contradiction, PlacedPair } from '../../knowledge/content/import/contradictions.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { counted } from '../../knowledge/counted.js'
import type { VersionDoubts } from '../version-doubts.js'
import { plain, type Terminal } from './terminal.js'

/** Most that are told one by one; programs get them all. */
const MOST_TOLD = 20

/**
 * Warns of prompts that lead nowhere: citizens are not shown them.
 *
 * @returns the same for programs
 */
export function warnOfDangling(terminal: Terminal, dangling: readonly DanglingPrompt[]) {
  for (const { pair, prompt } of dangling.slice(0, MOST_TOLD)) {
    terminal.say(plain(`warning: “${prompt.displayText}” of ${place(pair)} leads nowhere (to ${prompt.pairId})`))
  }
  const more = dangling.length - MOST_TOLD
  if (more > 0) terminal.say(`warning: and ${counted(more, 'prompt')} more`)
  return dangling.map(({ pair: { id, language }, prompt }) => ({ from: id, lang: language, ...prompt }))
}

/**
 * Warns of pairs that answer the same question otherwise: which of them a citizen meets is chance.
 *
 * @returns the same for programs
 */
export function warnOfContradictions(terminal: Terminal, contradictions: readonly Contradiction[]) {
  for (const { phrasing, first, second } of contradictions.slice(0, MOST_TOLD)) {
    const pairs = `${placeInFile(first)} and ${placeInFile(second)}`
    terminal.say(plain(`warning: “${phrasing}” has different answers in ${pairs}`))
  }
  const more = contradictions.length - MOST_TOLD
  if (more > 0) terminal.say(`warning: and ${counted(more, 'contradiction')} more`)
  return contradictions.map(({ phrasing, first, second }) => ({
    phrasing,
    lang: first.pair.language,
    pairs: [first, second].map(({ pair, line }) => ({ id: pair.id, line })),
  }))
}

/**
 * Warns of what is probably not meant in a version.
 *
 * @returns the same for programs
 */
export function warnOfDoubts(terminal: Terminal, { dangling, emptyClasses, ended }: VersionDoubts) {
  for (const name of emptyClasses) {
    terminal.say(plain(`warning: no pair is ${name}, so STRICTER_ANSWERS asks for more surety nowhere by that`))
  }
  for (const pair of ended.slice(0, MOST_TOLD))
    terminal.say(plain(`warning: the answer of ${pair} has ended: nobody gets it`))
  if (ended.length > MOST_TOLD) terminal.say(`warning: and ${ended.length - MOST_TOLD} answers more`)
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
  for (const line of told.slice(0, MOST_TOLD)) terminal.say(plain(`warning: ${line}`))
  if (told.length > MOST_TOLD) terminal.say(`warning: and ${told.length - MOST_TOLD} phrasings more`)
  if (told.length > 0) terminal.say('next: ventanilla curate list --state approved')
}

function placeInFile({ pair, line }: PlacedPair): string {
  return line === null ? place(pair) : `${place(pair)} (line ${line})`
}

function place({ id, language }: QnaPair): string {
  return `${id}/${language}`
}
