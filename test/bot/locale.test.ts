import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { languageName, loadLocales, pickLocale, primaryLanguage } from '../../bot/locale.js'
import { fillMarkdown } from '../../bot/reply/fill-markdown.js'
import { placeholders } from '../../bot/template.js'
import { packagePath } from '../../knowledge/basics/package-path.js'

const locales = loadLocales()

function folderWith(
  changes: Readonly<Record<string, (locale: Record<string, Record<string, string>>) => void>>,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'ventanilla-locales-'))
  cpSync(packagePath('bot', 'locales'), folder, { recursive: true })
  for (const [language, change] of Object.entries(changes)) {
    const source = JSON.parse(readFileSync(join(folder, 'en.json'), 'utf8'))
    const file = join(folder, `${language}.json`)
    const locale = language in { en: 1, es: 1 } ? JSON.parse(readFileSync(file, 'utf8')) : source
    change(locale)
    writeFileSync(file, JSON.stringify(locale))
  }
  return folder
}

describe('the texts', () => {
  it('are complete in Spanish and in English', () => {
    expect([...locales.keys()]).toEqual(['en', 'es'])
  })

  it('say on first contact that this is a program, and warn of personal data', () => {
    expect(locales.get('es')?.bot.disclosure).toMatch(
      /asistente automático[\s\S]*no una persona[\s\S]*No escriba datos personales/s,
    )
    expect(locales.get('en')?.bot.disclosure).toMatch(
      /automated assistant[\s\S]*not a person[\s\S]*do not write personal data/s,
    )
  })

  it('support another language through one more file', () => {
    expect([...loadLocales(undefined, folderWith({ lv: () => {} })).keys()]).toEqual(['en', 'es', 'lv'])
  })

  it('are refused with every fault named at once', () => {
    const folder = folderWith({
      es: (locale) => {
        if (locale.bot !== undefined) locale.bot.recorded = 'Anotada {oops}'
        delete locale.page?.title
      },
      fr: (locale) => {
        delete locale.bot?.fallback
      },
    })
    expect(() => loadLocales(undefined, folder)).toThrow(
      expect.objectContaining({
        code: 'BAD_CONFIG',
        message: expect.stringMatching(
          /fr\.json: bot\.fallback[\s\S]*es\.json: bot\.recorded has the placeholders \(oops\)[\s\S]*es\.json: page\.title is missing/,
        ),
      }),
    )
  })

  it('are refused when a file is not JSON or there is no file', () => {
    const folder = folderWith({})
    writeFileSync(join(folder, 'et.json'), '{')
    expect(() => loadLocales(undefined, folder)).toThrow('et.json')
    expect(() => loadLocales(undefined, mkdtempSync(join(tmpdir(), 'ventanilla-locales-')))).toThrow(
      'no <language>.json there',
    )
  })
})

describe('the choice of a language', () => {
  it.each([
    ['es-MX', ['en', 'es'], 'es'],
    ['EN_gb', ['es'], 'en'],
    ['fr', ['en', 'es'], 'en'],
    ['fr', ['es'], 'es'],
    ['fr', ['lv'], 'en'],
    [null, ['es'], 'es'],
    ['essay', [], 'en'],
  ])('for %j and answers in %j is %s', (tag, spoken, language) => {
    expect(pickLocale(locales, tag, spoken).language).toBe(language)
  })

  it('is the institution’s when the citizen’s is unknown', () => {
    const ofInstitution = loadLocales('es')
    const chosen = (tag: string | null, spoken: readonly string[]) => pickLocale(ofInstitution, tag, spoken).language
    expect([chosen(null, ['en', 'es']), chosen('fr', []), chosen('en', ['es']), chosen(null, ['en'])]).toEqual([
      ...['es', 'es', 'en', 'en'],
    ])
    expect(() => loadLocales('xx')).toThrow('there are no texts in "xx"')
  })

  it('reads only language tags', () => {
    expect(['es-ES', 'lav', 'x', 'español', '', 5, null, { es: 1 }].map(primaryLanguage)).toEqual([
      'es',
      'lav',
      null,
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('names a language in the reader’s language', () => {
    const spanish = pickLocale(locales, 'es', [])
    expect([languageName('en', spanish), languageName('zzz', spanish)]).toEqual(['inglés', 'zzz'])
  })
})

describe('a template', () => {
  it('escapes its values, except Markdown of ours', () => {
    expect(fillMarkdown('Hola {name}: {link}', { name: '<b>*Ana*</b>\n# {link}', link: { markdown: '[x](y)' } })).toBe(
      'Hola \\<b\\>\\*Ana\\*\\</b\\> # \\{link\\}: [x](y)',
    )
  })

  it('refuses a placeholder without a value', () => {
    expect(() => fillMarkdown('{name}', {})).toThrow('no value for {name}')
    expect(() => fillMarkdown('{toString}', {})).toThrow('no value for {toString}')
  })

  it('lists its placeholders', () => {
    expect(placeholders('{b} {a} {b} { c } {d1}')).toEqual(['a', 'b'])
  })
})
