import type { HelpConfiguration } from 'commander'
import type { CliText, CliWords } from './words.js'

/** What commander writes into its helps by itself. */
const WORDS: readonly (readonly [found: RegExp, text: CliText])[] = [
  [/^Usage:$/, 'help.usage'],
  [/^Options:$/, 'help.options'],
  [/^Arguments:$/, 'help.arguments'],
  [/^Commands:$/, 'help.commands'],
  [/(?<= )\[options\](?= |$)/, 'help.any-options'],
  [/(?<= )\[command\](?= |$)/, 'help.any-command'],
]

/** What it adds to an option's description, at its end. */
const EXTRAS: readonly (readonly [found: RegExp, text: CliText])[] = [
  [/(?<=\()choices(?=: "[^()]*\)$)/, 'help.choices'],
  [/(?<=\(|, )default(?=: [^()]*\)$)/, 'help.default'],
]

/** Helps in the reader's words; what is described is worded where it is described. */
export function helpIn(words: CliWords): HelpConfiguration {
  const worded = (pairs: typeof WORDS) => (text: string) =>
    pairs.reduce((before, [found, id]) => before.replace(found, () => words.say(id)), text)
  return {
    styleTitle: worded(WORDS),
    styleUsage: worded(WORDS),
    styleSubcommandTerm: worded(WORDS),
    styleOptionDescription: worded(EXTRAS),
  }
}
