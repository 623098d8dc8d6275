import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { textsByPlace } from '../../../knowledge/words/locale-files.js'
import { bareCounts } from '../../support/bare-counts.js'

const FOLDERS = ['knowledge/locales', 'knowledge/content/import/locales', 'evaluation/locales', 'deploy/cli/locales']

/** Words with the ending of a plural. In Spanish also verbs, such as «empeoran». */
const PLURAL: Readonly<Record<string, RegExp>> = { en: /s$/u, es: /(?:s|n)$/u }

/** Words with that ending that also follow a name or the number one. */
const NO_PLURALS: Readonly<Record<string, readonly string[]>> = {
  en: (
    'answers as asks breaks closes declares does exists has holds is lacks leads lets makes ms names needs pins refuses says stands ' +
    'stays takes unpacks waits was'
  ).split(' '),
  es: 'con es ms más sin son'.split(' '),
}

/** Bounds, which are more than one. */
const BOUNDS = ['least', 'leastPairs', 'leastTexts', 'most', 'nameChars', 'reasonChars']

/** Texts whose numbers are more than a bound. */
const ABOVE_A_BOUND = [
  'problems.answer-too-intricate',
  'errors.BAD_INPUT.answer-too-intricate',
  'problems.key-too-long',
  'problems.row-too-long',
  'problems.row-too-large',
  'problems.table-too-long',
  'problems.table-too-wide',
  'problems.too-long',
  'problems.too-many-items',
  'errors.IMPORT_UNREADABLE.workbook-too-many-cells',
  'parts.phrasing-too-long',
]

const files = FOLDERS.flatMap((folder) => readdirSync(packagePath(...folder.split('/'))).map((name) => [folder, name]))

describe('a text with a number', () => {
  it.each(files)('has a word for one of a thing wherever it has one for many: %s/%s', (folder = '', name = '') => {
    const language = name.slice(0, -'.json'.length)
    const plural = PLURAL[language]
    if (plural === undefined) throw new Error(`say how plurals end in ${language}`)
    const texts = textsByPlace(JSON.parse(readFileSync(packagePath(...folder.split('/'), name), 'utf8')))
    const bare = [...texts].flatMap(([place, text]) =>
      bareCounts(text, plural)
        .filter(({ name, word }) => !BOUNDS.includes(name) && !NO_PLURALS[language]?.includes(word))
        .map(({ name, word }) => `${place}: {${name}} ${word}`),
    )
    expect(bare.filter((found) => !ABOVE_A_BOUND.includes(found.split(':')[0] ?? ''))).toEqual([])
  })

  it('is seen where the word does not follow the number', () => {
    const found = (text: string) => bareCounts(text, /s$/).map(({ name, word }) => `${name} ${word}`)
    expect(found('{count} pairs, {a, number} rows; {b, select, x {{c} cells} other {}}')).toEqual([
      'count pairs',
      'a rows',
      'c cells',
    ])
    expect(
      found('{count} {count, plural, one {pair} other {pairs}}, {n, plural, one {a row} other {{n} rows}}'),
    ).toEqual([])
  })
})
