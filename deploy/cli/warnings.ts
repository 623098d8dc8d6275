import type { DanglingPrompt } from '../../knowledge/content/dangling-prompts.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { VersionDoubts } from '../version-doubts.js'
import { counted } from './counted.js'
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
  if (more > 0) terminal.say(`warning: and ${counted(more, 'prompt', 'prompts')} more`)
  return dangling.map(({ pair: { id, language }, prompt }) => ({ from: id, lang: language, ...prompt }))
}

/**
 * Warns of what is probably not meant in a version.
 *
 * @returns the same for programs
 */
export function warnOfDoubts(terminal: Terminal, { dangling, emptyClasses }: VersionDoubts) {
  for (const name of emptyClasses) {
    terminal.say(plain(`warning: no pair is ${name}, so STRICTER_ANSWERS asks for more surety nowhere by that`))
  }
  return { danglingPrompts: warnOfDangling(terminal, dangling), emptyStricterClasses: emptyClasses }
}

function place({ id, language }: QnaPair): string {
  return `${id}/${language}`
}
