import { type Command, Option } from 'commander'
import type english from './locales/en.json'
import { type CliWords, cliLanguages, SPEAK } from './words.js'

type English = typeof english

/** The texts that explain a verb: its purpose, the meaning of status 1 if it may answer no, and an example. */
export type VerbTexts = {
  [Group in keyof English]: English[Group] extends { readonly purpose: string; readonly example: string }
    ? Group
    : never
}[keyof English]

interface VerbShape {
  /** runs when its group is named without a verb */
  readonly isDefault?: boolean
  /** false when the verb uses no data folder, so that `--data` may mean something else */
  readonly dataFolder?: boolean
  /** values of the placeholders in its purpose */
  readonly values?: Readonly<Record<string, string>>
}

const DATA_FOLDER = '--data <folder>'

/**
 * Adds a verb with the options that all verbs share, and a help text that ends with exit statuses and an example.
 *
 * @param texts its group in `locales/<language>.json`
 * @param usage its name and arguments, e.g. `import <file>`
 */
export function addVerb(
  program: Command,
  words: CliWords,
  texts: VerbTexts,
  usage: string,
  { isDefault = false, dataFolder = true, values = {} }: VerbShape = {},
): Command {
  const no = words.text(`${texts}.no`) ?? null
  const verb = program
    .command(usage, { isDefault })
    .description(words.say(`${texts}.purpose`, values))
    .option('--json', words.say('help.json'))
    .addOption(speakOption(words))
    .addHelpText('after', helpEnd(words, no, words.say(`${texts}.example`)))
  return dataFolder ? verb.option(DATA_FOLDER, words.say('help.data')) : verb
}

/** Adds a group of verbs, e.g. `audit`. */
export function addGroup(program: Command, words: CliWords, name: string, purpose: string): Command {
  return program.command(name).description(purpose).helpCommand('help [command]', words.say('help.help-command'))
}

/** Whether `--data` names the data folder. */
export function takesDataFolder({ options }: Command): boolean {
  return options.some(({ flags }) => flags === DATA_FOLDER)
}

/** Adds the options that both the program and each of its verbs have. */
export function addSharedOptions(command: Command, words: CliWords): Command {
  return command
    .option('--json', words.say('help.json'))
    .option(DATA_FOLDER, words.say('help.data'))
    .addOption(speakOption(words))
}

/** The option for the language of messages to the operator. */
function speakOption(words: CliWords): Option {
  return new Option(`${SPEAK} <language>`, words.say('help.speak')).choices(cliLanguages())
}

/** @param no the meaning of status 1; null when the verb never returns it */
export function helpEnd(words: CliWords, no: string | null, example: string): string {
  const statuses = [
    words.say('help.done'),
    ...(no === null ? [] : [words.say('help.no', { no })]),
    words.say('help.bad-input'),
    words.say('help.defect'),
  ]
  const lines = example.split('\n').map((line) => `\n  ${line}`)
  return `\n${words.say('help.statuses', { list: statuses.join('; ') })}\n\n${words.say('help.example')}${lines.join('')}`
}
