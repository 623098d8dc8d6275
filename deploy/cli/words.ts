import { packagePath } from '../../knowledge/basics/package-path.js'
import type { Facts } from '../../knowledge/words/error-facts.js'
import { factsSaid, stepIn } from '../../knowledge/words/error-words.js'
import { COMMON_LANGUAGE } from '../../knowledge/words/locale-files.js'
import type { NextStep } from '../../knowledge/words/next-steps.js'
import { languagesOf, shippedWords, type TextId, type Words } from '../../knowledge/words/words.js'
import { givenSetting } from '../settings/config.js'
import type english from './locales/en.json'

/** A text of the command line, by its place in `locales/<language>.json`. */
export type CliText = TextId<typeof english>

/** What the command line says, in one language. */
export type CliWords = Words<CliText>

const FOLDER = packagePath('deploy', 'cli', 'locales')

/** The languages that the command line speaks. */
export function cliLanguages(): readonly string[] {
  return languagesOf(FOLDER)
}

/** What the command line says in a language; in English where there are no texts in it. */
export const cliWords = shippedWords<CliText>(FOLDER)

/** The option that names the language, on every verb. */
export const SPEAK = '--speak'

/**
 * What the command line says in the language that it is asked to speak, which is settled before anything else can fail. A language that
 * there is none of is refused later, in English.
 *
 * @param argv without the node and script names
 */
export function spokenWords(argv: readonly string[]): CliWords {
  const at = argv.findIndex((argument) => argument === SPEAK || argument.startsWith(`${SPEAK}=`))
  const option = argv[at] === SPEAK ? argv[at + 1] : argv[at]?.slice(SPEAK.length + 1)
  return cliWords(option ?? givenSetting('CLI_LANGUAGE') ?? COMMON_LANGUAGE)
}

/** What to do next: with the command that does it, where there is one, and otherwise in the words common to all faces. */
export function nextSaid(step: NextStep, words: CliWords): string {
  const { do: name, ...facts } = step
  const id = `next.${name}`
  return words.text(id) === undefined ? stepIn(words.language, step) : factsSaid(words, id, facts satisfies Facts)
}
