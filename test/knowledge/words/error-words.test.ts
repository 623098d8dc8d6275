import { describe, expect, it } from 'vitest'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { FACTS, PARTS } from '../../../knowledge/words/error-facts.js'
import { ERROR_TEXTS } from '../../../knowledge/words/error-words.js'
import { localeFiles, readLanguages, textsByPlace } from '../../../knowledge/words/locale-files.js'
import { placeholders } from '../../../knowledge/words/message.js'
import { NEXT_STEPS } from '../../../knowledge/words/next-steps.js'
import { textsSchema } from '../../../knowledge/words/words.js'
import { readSource, sourceFiles } from '../../support/source-facts.js'

/** Where every failure, part and step is named anyway. */
const TABLES = ['knowledge/words/error-facts.ts', 'knowledge/words/next-steps.ts']

/** What a failure's text names besides its facts: words that come from another room. */
const WORDED_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'errors.BAD_INPUT.new-pair-unfit': ['problems'],
  'errors.BAD_CONFIG.settings': ['problems'],
  'errors.GATE_HELD': ['reasons'],
  'errors.QUEUE_UNAVAILABLE.lost-sight': ['why'],
  'errors.IMPORT_INVALID.file-wrong': ['problems'],
  'errors.IMPORT_INVALID.sheet-wrong': ['problems'],
}

/** By the place of each text, the names of what it is given. */
const wanted = new Map<string, readonly string[]>([
  ...Object.entries(FACTS).flatMap(([code, lines]) =>
    Array.isArray(lines)
      ? [[`errors.${code}`, lines] as const]
      : Object.entries(lines).map(([what, names]) => [`errors.${code}.${what}`, names] as const),
  ),
  ...Object.entries(PARTS).map(([what, names]) => [`parts.${what}`, names] as const),
  ...Object.entries(NEXT_STEPS).map(([step, names]) => [`next.${step}`, names] as const),
])

describe('the words of failures', () => {
  const { locales, misfits } = readLanguages(ERROR_TEXTS, localeFiles(ERROR_TEXTS), textsSchema)

  it('are complete in Spanish and in English', () => {
    expect(misfits).toEqual([])
    expect(locales.map(({ language }) => language)).toEqual(['en', 'es'])
  })

  it('exist for every failure, part and next step, and for nothing else', () => {
    for (const locale of locales) {
      expect([...textsByPlace(locale).keys()].sort()).toEqual([...wanted.keys()].sort())
    }
  })

  it('are each used somewhere', () => {
    const root = packagePath()
    const written = new Set(
      sourceFiles(root, ['knowledge', 'evaluation', 'training', 'bot', 'deploy'])
        .filter((file) => !TABLES.includes(file))
        .flatMap((file) => readSource(root, file).texts),
    )
    const names = [...wanted.keys()].map((place) => place.slice(place.lastIndexOf('.') + 1))
    expect(names.filter((name) => !written.has(name))).toEqual([])
  })

  it('name exactly the facts of the failure', () => {
    const english = locales.find(({ language }) => language === 'en') ?? {}
    for (const [place, text] of textsByPlace(english)) {
      const elsewhere = WORDED_ELSEWHERE[place] ?? []
      const names = [...(wanted.get(place) ?? []), ...elsewhere].sort()
      const used = placeholders(text)
      // A step may carry more than the words common to all faces say: another face names it in a command.
      if (place.startsWith('next.') || elsewhere.length > 0)
        expect([place, names]).toEqual([place, expect.arrayContaining([...used])])
      else expect([place, used]).toEqual([place, names])
    }
  })
})
