import type { KnowledgeError } from '../../knowledge/errors.js'
import { plain, type Terminal } from './terminal.js'
import { type CliWords, nextSaid } from './words.js'

/** A verb's terminal, and the texts in the operator's language. */
export interface Talk {
  readonly terminal: Terminal
  readonly words: CliWords
}

/** Warns of something that is probably not intended. */
export function sayWarning({ terminal, words }: Talk, text: string): void {
  terminal.say(plain(words.say('talk.warning', { text })))
}

/** Reports a failure after which the work continued. */
export function sayCodedWarning({ terminal, words }: Talk, code: string, text: string): void {
  terminal.say(plain(words.say('talk.coded-warning', { code, text })))
}

/** Mentions something that is right but useful to know. */
export function sayNote({ terminal, words }: Talk, text: string): void {
  terminal.say(plain(words.say('talk.note', { text })))
}

/** Says what to do next. @param step usually a command */
export function sayNext({ terminal, words }: Talk, step: string): void {
  terminal.say(plain(words.say('talk.next', { step })))
}

/** For readers that skip damaged entries: prints one line about each of them. */
export function warnOfDamage(talk: Talk): (damage: KnowledgeError) => void {
  const { words } = talk
  return (damage) => {
    const message = damage.messageIn(words.language, (step) => nextSaid(step, words))
    sayCodedWarning(talk, damage.code, message)
  }
}
