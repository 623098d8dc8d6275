import { packagePath } from '../../knowledge/basics/package-path.js'
import type { Facts } from '../../knowledge/words/error-facts.js'
import { factsSaid, stepIn } from '../../knowledge/words/error-words.js'
import { COMMON_LANGUAGE } from '../../knowledge/words/locale-files.js'
import type { NextStep } from '../../knowledge/words/next-steps.js'
import { languagesOf, shippedWords, type TextId, type Words } from '../../knowledge/words/words.js'
import { givenSetting } from '../settings/config.js'
import type english from './locales/en.json'

/** The id of a text of the command line: its path in `locales/<language>.json`. */
export type CliText = TextId<typeof english>

/** The texts of the command line in one language. */
export type CliWords = Words<CliText>

const FOLDER = packagePath('deploy', 'cli', 'locales')

/** The languages that the command line speaks. */
export function cliLanguages(): readonly string[] {
  return languagesOf(FOLDER)
}

/** The texts of the command line in a language; in English when there are none in it. */
export const cliWords = shippedWords<CliText>(FOLDER)

/** The option that names the language, on every verb. */
export const SPEAK = '--speak'

/**
 * The texts in the language that the command line is asked to speak. It is read before anything else, so that every error can use it. An
 * unknown language is refused later, in English.
 *
 * @param argv without the node and script names
 */
export function spokenWords(argv: readonly string[]): CliWords {
  const at = argv.findIndex((argument) => argument === SPEAK || argument.startsWith(`${SPEAK}=`))
  const option = argv[at] === SPEAK ? argv[at + 1] : argv[at]?.slice(SPEAK.length + 1)
  return cliWords(option ?? givenSetting('CLI_LANGUAGE') ?? COMMON_LANGUAGE)
}

/** The next step with the command for it, if there is one; otherwise in the words common to all faces. */
export function nextSaid(step: NextStep, words: CliWords): string {
  const { do: name, ...facts } = step
  const id = `next.${name}`
  return words.text(id) === undefined ? stepIn(words.language, step) : factsSaid(words, id, facts satisfies Facts)
}
