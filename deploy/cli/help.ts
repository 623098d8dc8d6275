import type { HelpConfiguration } from 'commander'
import type { CliText, CliWords } from './words.js'

/** Texts that commander itself writes into help. */
const WORDS: readonly (readonly [found: RegExp, text: CliText])[] = [
  [/^Usage:$/, 'help.usage'],
  [/^Options:$/, 'help.options'],
  [/^Arguments:$/, 'help.arguments'],
  [/^Commands:$/, 'help.commands'],
  [/(?<= )\[options\](?= |$)/, 'help.any-options'],
  [/(?<= )\[command\](?= |$)/, 'help.any-command'],
]

/** Texts that commander appends to an option's description. */
const EXTRAS: readonly (readonly [found: RegExp, text: CliText])[] = [
  [/(?<=\()choices(?=: "[^()]*\)$)/, 'help.choices'],
  [/(?<=\(|, )default(?=: [^()]*\)$)/, 'help.default'],
]

/** Translates commander's own texts in help; the verbs translate their descriptions themselves. */
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
