import { plain, type Terminal } from './terminal.js'
import type { CliWords } from './words.js'

/** Where a verb speaks, and in which words. */
export interface Talk {
  readonly terminal: Terminal
  readonly words: CliWords
}

/** Tells of what is probably not meant. */
export function sayWarning({ terminal, words }: Talk, text: string): void {
  terminal.say(plain(words.say('talk.warning', { text })))
}

/** Tells of what is as it should be and yet good to know. */
export function sayNote({ terminal, words }: Talk, text: string): void {
  terminal.say(plain(words.say('talk.note', { text })))
}

/** Tells what is done next. @param step mostly a command */
export function sayNext({ terminal, words }: Talk, step: string): void {
  terminal.say(plain(words.say('talk.next', { step })))
}
