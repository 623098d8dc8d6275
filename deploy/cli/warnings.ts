import { firstFew } from '../../knowledge/basics/first-few.js'
import type { CuratedPhrasing } from '../../knowledge/content/curated-phrasings.js'
import type { DanglingPrompt } from '../../knowledge/content/dangling-prompts.js'
import type { Contradiction } from '../../knowledge/content/import/contradictions.js'
import { describeContradiction } from '../../knowledge/content/import/import-words.js'
import { pairKey } from '../../knowledge/content/qna-pair.js'
import type { VersionDoubts } from '../../training/release/version-doubts.js'
import { sayNext, sayWarning, type Talk } from './talk.js'
import type { CliText } from './words.js'

/** At most this many are printed one by one; programs get all of them. */
const MOST_TOLD = 20

/**
 * Warns of prompts whose pair does not exist; citizens do not see them.
 *
 * @returns the same for programs
 */
export function warnOfDangling(talk: Talk, dangling: readonly DanglingPrompt[]) {
  const told = dangling.map(({ pair, prompt: { displayText, pairId } }) => {
    const leads = { prompt: displayText, pair: pairKey(pair), target: pairId }
    return talk.words.say('warnings.prompt-leads-nowhere', leads)
  })
  warn(talk, told, 'warnings.more-prompts')
  return dangling.map(({ pair: { id, language }, prompt }) => ({ from: id, lang: language, ...prompt }))
}

/**
 * Warns of pairs with different answers to the same question: which one a citizen gets is chance.
 *
 * @param sourceName what the imported file is called
 * @returns the same for programs
 */
export function warnOfContradictions(talk: Talk, contradictions: readonly Contradiction[], sourceName: string) {
  const told = contradictions.map((found) => describeContradiction(found, talk.words.language))
  warn(talk, told, 'warnings.more-contradictions')
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
 * Warns of parts of a version that are probably not intended.
 *
 * @returns the same for programs
 */
export function warnOfDoubts(talk: Talk, { dangling, emptyClasses, ended, lostLinks, ofSample }: VersionDoubts) {
  const empty = emptyClasses.map((group) => talk.words.say('warnings.group-empty', { group }))
  warn(talk, empty, 'warnings.more-groups')
  const over = ended.map((pair) => talk.words.say('warnings.answer-ended', { pair }))
  warn(talk, over, 'warnings.more-answers')
  const unled = lostLinks.flatMap(({ pair, links }) =>
    links.map((link) => talk.words.say('warnings.link-lost', { pair, link })),
  )
  warn(talk, unled, 'warnings.more-links')
  if (ofSample > 0) {
    sayWarning(talk, talk.words.say('warnings.sample-left', { count: ofSample }))
    sayNext(talk, talk.words.say('warnings.next-after-sample'))
  }
  return {
    samplePairs: ofSample,
    danglingPrompts: warnOfDangling(talk, dangling),
    emptyStricterClasses: emptyClasses,
    endedAnswers: ended,
    lostLinks,
  }
}

/** Warns of what curation had added and an import or a retirement has touched. */
export function warnOfPhrasings(
  talk: Talk,
  { lost, strayed }: { readonly lost: readonly CuratedPhrasing[]; readonly strayed: readonly CuratedPhrasing[] },
): void {
  const told = [
    ...lost.map(({ pair, phrasing }) => talk.words.say('warnings.phrasing-lost', { pair, phrasing })),
    ...strayed.map(({ pair, phrasing }) => talk.words.say('warnings.phrasing-strayed', { pair, phrasing })),
  ]
  warn(talk, told, 'warnings.more-phrasings')
  if (told.length > 0) sayNext(talk, talk.words.say('warnings.next-after-phrasings'))
}

/** @param andMore the text that counts those not printed one by one */
function warn(talk: Talk, lines: readonly string[], andMore: CliText & `warnings.more-${string}`): void {
  const { first, more } = firstFew(lines, MOST_TOLD)
  for (const line of first) sayWarning(talk, line)
  if (more > 0) sayWarning(talk, talk.words.say(andMore, { more }))
}
