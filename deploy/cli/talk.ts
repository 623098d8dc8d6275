import type { KnowledgeError } from '../../knowledge/errors.js'
import { plain, type Terminal } from './terminal.js'
import { type CliWords, nextSaid } from './words.js'

/** Where a verb speaks, and in which words. */
export interface Talk {
  readonly terminal: Terminal
  readonly words: CliWords
}

/** Tells of what is probably not meant. */
export function sayWarning({ terminal, words }: Talk, text: string): void {
  terminal.say(plain(words.say('talk.warning', { text })))
}

/** Tells of a failure that the work went on after. */
export function sayCodedWarning({ terminal, words }: Talk, code: string, text: string): void {
  terminal.say(plain(words.say('talk.coded-warning', { code, text })))
}

/** Tells of what is as it should be and yet good to know. */
export function sayNote({ terminal, words }: Talk, text: string): void {
  terminal.say(plain(words.say('talk.note', { text })))
}

/** Tells what is done next. @param step mostly a command */
export function sayNext({ terminal, words }: Talk, step: string): void {
  terminal.say(plain(words.say('talk.next', { step })))
}

/** For readers that pass over what is damaged: one line of talk about each such place. */
export function warnOfDamage(talk: Talk): (damage: KnowledgeError) => void {
  const { words } = talk
  return (damage) => {
    const message = damage.messageIn(words.language, (step) => nextSaid(step, words))
    sayCodedWarning(talk, damage.code, message)
  }
}
