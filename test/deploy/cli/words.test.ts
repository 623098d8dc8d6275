import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { main } from '../../../deploy/cli/main.js'
import { cliLanguages, cliWords } from '../../../deploy/cli/words.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { localeFiles, readLanguages } from '../../../knowledge/words/locale-files.js'
import { languagesOf, textsSchema } from '../../../knowledge/words/words.js'

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
    expect(verbs).toHaveLength(25)
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
})
