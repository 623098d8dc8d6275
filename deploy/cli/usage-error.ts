import { type CommanderError, InvalidArgumentError } from 'commander'
import type { CliText, CliWords } from './words.js'

/** Commander's messages for a wrong invocation, each with our text for it. */
const SENTENCES: readonly (readonly [sentence: RegExp, text: CliText])[] = [
  [/^missing required argument '(?<name>.*)'$/s, 'usage.argument-missing'],
  [/^option '(?<option>.*)' argument missing$/s, 'usage.value-missing'],
  [/^required option '(?<option>.*)' not specified$/s, 'usage.option-missing'],
  [/^unknown option '(?<option>.*)'$/s, 'usage.option-unknown'],
  [/^unknown command '(?<command>.*)'$/s, 'usage.command-unknown'],
  [
    /^too many arguments for '(?<command>.*)'\. Expected (?<most>\d+) arguments? but got (?<given>\d+)\.$/s,
    'usage.arguments-left-over',
  ],
  [/^option '(?<option>[^']*)' argument '(?<value>.*)' is invalid\. (?<why>.*)$/s, 'usage.value-wrong'],
  [
    /^command-argument value '(?<value>.*)' is invalid for argument '(?<name>[^']*)'\. (?<why>.*)$/s,
    'usage.argument-wrong',
  ],
]

const SUGGESTION = /\n\(Did you mean (?:one of )?(?<names>.*)\?\)$/
const CHOICES = /^Allowed choices are (?<choices>.*)\.$/

/** The possible problems with an option's value. */
export type WrongValue = Extract<CliText, `wrong-value.${string}`>

/** Refuses the value of an option, with the reason in the reader's language. */
export function wrongValue(text: WrongValue): InvalidArgumentError {
  return new InvalidArgumentError(text)
}

/** The problem with an invocation, in the reader's language; commander's English message when there is no text for it. */
export function usageErrorSaid({ message }: CommanderError, words: CliWords): string {
  const bare = message.replace(/^error: /, '')
  const names = SUGGESTION.exec(bare)?.groups?.names
  const sentence = bare.replace(SUGGESTION, '')
  for (const [pattern, text] of SENTENCES) {
    const found = pattern.exec(sentence)?.groups
    if (found === undefined) continue
    const { why, most, given, ...values } = found
    return [
      words.say(text, {
        ...values,
        ...(why === undefined ? {} : { why: whySaid(why, words) }),
        ...(most === undefined ? {} : { most: Number(most), given: Number(given) }),
      }),
      ...(names === undefined ? [] : [words.say('usage.did-you-mean', { names, count: names.split(', ').length })]),
    ].join('\n')
  }
  return bare
}

function whySaid(why: string, words: CliWords): string {
  const choices = CHOICES.exec(why)?.groups?.choices
  if (choices !== undefined) return words.say('usage.choices', { choices })
  return words.text(why) === undefined ? why : words.say(why as WrongValue)
}
