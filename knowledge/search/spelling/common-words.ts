import { readFile } from 'node:fs/promises'
import { packagePath } from '../../basics/package-path.js'
import { SHIPPED_ENCODER_LANGUAGES } from '../../encoder/shipped-encoder.js'
import { words } from '../../text/normalise.js'

let known: Promise<ReadonlySet<string>> | null = null

/**
 * Words of the languages that our encoder was trained on, and names of countries, languages and cities, folded: none of them is a
 * misspelling.
 */
export function commonWords(): Promise<ReadonlySet<string>> {
  known ??= readFile(packagePath('knowledge', 'encoder', 'weights', 'vocabulary.txt'), 'utf8').then(
    (text) => new Set([...text.split('\n'), ...geographicNames().flatMap(words)]),
  )
  return known
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']
const TWO_LETTER_CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second))

/** From the runtime's data: countries and languages in the encoder's languages, cities from the names of time zones. */
function geographicNames(): readonly string[] {
  const named = SHIPPED_ENCODER_LANGUAGES.flatMap((language) => {
    const countries = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
    const languages = new Intl.DisplayNames([language], { type: 'language', fallback: 'none' })
    return TWO_LETTER_CODES.flatMap((code) => [countries.of(code.toUpperCase()) ?? [], languages.of(code) ?? []].flat())
  })
  const cities = Intl.supportedValuesOf('timeZone').map((zone) => zone.slice(zone.lastIndexOf('/') + 1))
  return [...named, ...cities.map((city) => city.replaceAll('_', ' '))]
}
