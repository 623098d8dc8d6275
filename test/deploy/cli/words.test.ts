import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Argument, parseSync, Visitor } from 'oxc-parser'
import { describe, expect, it, vi } from 'vitest'
import { main } from '../../../deploy/cli/main.js'
import { cliLanguages, cliWords, nextSaid } from '../../../deploy/cli/words.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { localeFiles, readLanguages, textsByPlace } from '../../../knowledge/words/locale-files.js'
import { placeholders } from '../../../knowledge/words/message.js'
import { NEXT_STEPS } from '../../../knowledge/words/next-steps.js'
import { languagesOf, textsSchema } from '../../../knowledge/words/words.js'
import { sourceFiles } from '../../support/source-facts.js'

const FOLDER = packagePath('deploy', 'cli', 'locales')

/** The command line's own output. */
async function printed(...argv: readonly string[]): Promise<string> {
  let text = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += part
    return true
  })
  const status = await main(argv)
  vi.restoreAllMocks()
  expect(status).toBe(0)
  return text
}

/** The subcommands, one line each. */
function verbsIn(help: string): readonly string[] {
  return [...help.matchAll(/^ {2}([a-z][a-z-]+)(?: |$)/gm)].flatMap(([, verb = '']) => (verb === 'help' ? [] : verb))
}

// Each run adds a listener for broken pipes.
for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(100)

describe('the words of the command line', () => {
  it('are complete in Spanish and in English, and fit together', () => {
    expect(cliLanguages()).toEqual(['en', 'es'])
    expect(readLanguages(FOLDER, localeFiles(FOLDER), textsSchema).misfits).toEqual([])
  })

  it('exist in every language that the other rooms speak', () => {
    const folders = [
      ['knowledge', 'locales'],
      ['knowledge', 'content', 'import', 'locales'],
      ['evaluation', 'locales'],
    ]
    for (const folder of folders) expect(languagesOf(packagePath(...folder))).toEqual(cliLanguages())
  })

  it('explain the program and its verbs in Spanish, without a word of English', async () => {
    const help = await printed('--help', '--speak', 'es')
    const english = JSON.parse(readFileSync(join(FOLDER, 'en.json'), 'utf8')) as Record<string, Record<string, string>>
    const verbs = verbsIn(help.slice(help.indexOf('Órdenes:'), help.indexOf('Estado al terminar:')))
    expect(verbs).toHaveLength(27)
    expect(help).toMatch(/^Uso: ventanilla \[opciones\] \[orden\]\n/)
    const said = Object.values(english).flatMap((texts) => Object.values(texts))
    const spanish = new Set(
      Object.entries(english).flatMap(([group, texts]) =>
        Object.keys(texts).map((key) => cliWords('es').text(`${group}.${key}`)),
      ),
    )
    const foreign = said.filter((text) => text.includes(' ') && !spanish.has(text))
    for (const verb of verbs) {
      const own = (await printed(verb, '--help', '--speak', 'es')).replace(/\s+/g, ' ')
      expect(own).toContain(`Uso: ventanilla ${verb}`)
      expect(foreign.filter((text) => own.includes(text.replace(/\s+/g, ' ')))).toEqual([])
    }
  }, 60_000)

  it('word a next step with what it needs, and no step that there is none of', () => {
    const words = cliWords('en')
    const worded = [...textsByPlace(JSON.parse(readFileSync(join(FOLDER, 'en.json'), 'utf8'))).keys()].filter((id) =>
      id.startsWith('next.'),
    )
    const steps = new Map<string, readonly string[]>(
      Object.entries(NEXT_STEPS).map(([step, names]) => [`next.${step}`, names]),
    )
    for (const id of worded) {
      expect([id, steps.get(id)]).toEqual([id, expect.arrayContaining([...placeholders(words.text(id) ?? '')])])
    }
  })

  it('name the command that does a step, and say it in neutral words where none does', () => {
    const judge = { do: 'judge-again', version: 'kb-000003', champion: 'kb-000001' } as const
    expect(['en', 'es'].map((language) => nextSaid(judge, cliWords(language)))).toEqual([
      'judge it with: ventanilla compare kb-000001 kb-000003 --record',
      'compárela así: ventanilla compare kb-000001 kb-000003 --record',
    ])
    expect(nextSaid({ ...judge, champion: null }, cliWords('en'))).toContain('compare <champion> kb-000003 --record')
    expect(nextSaid({ do: 'restore-file' }, cliWords('es'))).toBe('recupérelo de una copia de seguridad')
  })

  it.each(cliLanguages())('name no verb that there is none of (%s)', async (language) => {
    const verbs = [...verbsIn(await printed('--help')), 'help']
    const text = readFileSync(join(FOLDER, `${language}.json`), 'utf8')
    const named = [...text.matchAll(/\bventanilla ([a-z]+)/g)].map(([, verb = '']) => verb)
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((verb) => !verbs.includes(verb))).toEqual([])
  })

  it('are given exactly the values that they name', () => {
    const root = packagePath()
    const calls = sourceFiles(root, ['deploy/cli']).flatMap((file) =>
      saysIn(file, readFileSync(join(root, file), 'utf8')),
    )
    expect(calls.length).toBeGreaterThan(100)
    const words = cliWords('en')
    for (const { place, id, given } of calls) {
      expect([place, given]).toEqual([place, placeholders(words.text(id) ?? `{no text ${id}}`)])
    }
  })
})

/** Every `….say('id', { values })` whose id and values are written out. */
function saysIn(file: string, source: string) {
  const found: { readonly place: string; readonly id: string; readonly given: readonly string[] }[] = []
  new Visitor({
    CallExpression: ({ callee, arguments: [id, values], start }) => {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return
      if (callee.property.name !== 'say' || id?.type !== 'Literal' || typeof id.value !== 'string') return
      const given = values === undefined ? [] : namesOf(values)
      // A terminal, too, says what it is given: it has no second argument, and no text has such an id.
      const isId = /^[a-z-]+\.[a-z-]+$/.test(id.value)
      if (isId && given !== null)
        found.push({ place: `${file}:${source.slice(0, start).split('\n').length}`, id: id.value, given })
    },
  }).visit(parseSync(file, source).program)
  return found
}

/** The names of an object that is written out, sorted; null where some come from elsewhere. */
function namesOf(values: Argument): readonly string[] | null {
  if (values.type !== 'ObjectExpression') return null
  const names = values.properties.map((property) =>
    property.type === 'Property' && property.key.type === 'Identifier' ? property.key.name : null,
  )
  return names.includes(null) ? null : names.flatMap((name) => name ?? []).sort()
}
