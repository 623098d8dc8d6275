import { Command, CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { nameGiven, positive } from '../../../deploy/cli/arguments.js'
import { usageErrorSaid } from '../../../deploy/cli/usage-error.js'
import { cliWords } from '../../../deploy/cli/words.js'

/** Commander's error for an invocation of a program with one verb, `ask <question> --by <name>`. */
function misused(...argv: readonly string[]): CommanderError {
  const program = new Command('ventanilla')
  const verb = program.command('ask <question>').requiredOption('--by <name>', '', nameGiven)
  verb.option('--limit <number>', '', positive).addOption(verb.createOption('--kind <kind>').choices(['a', 'b']))
  program.command('asm')
  for (const command of [program, verb]) command.exitOverride().configureOutput({ outputError: () => {} })
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error
    throw error
  }
  throw new Error('it was taken for right')
}

describe('a wrong invocation', () => {
  it.each([
    [['ask', '--by', 'Ana'], "missing required argument 'question'", 'falta el argumento «question»'],
    [['ask', 'q', '--by'], "option '--by <name>' argument missing", 'falta el valor de la opción «--by <name>»'],
    [['ask', 'q'], "required option '--by <name>' not specified", 'falta la opción obligatoria «--by <name>»'],
    [
      ['ask', 'q', '--by', 'Ana', '--bi'],
      "unknown option '--bi'\n(Did you mean --by?)",
      'no existe la opción «--bi»\n(¿Quería decir --by?)',
    ],
    [
      ['asn'],
      "unknown command 'asn'\n(Did you mean one of ask, asm?)",
      'no existe la orden «asn»\n(¿Quería decir una de estas: ask, asm?)',
    ],
    [
      ['ask', 'q', 'r', 's', '--by', 'Ana'],
      "too many arguments for 'ask'. Expected 1 argument but got 3.",
      'hay demasiados argumentos para «ask»: lleva 1 y ha recibido 3.',
    ],
    [
      ['ask', 'q', '--by', ' '],
      "option '--by <name>' argument ' ' is invalid. It is empty; write a name.",
      'el valor « » de la opción «--by <name>» no es válido. Está vacío; escriba un nombre.',
    ],
    [
      ['ask', 'q', '--by', 'Ana', '--limit', '{0}'],
      "option '--limit <number>' argument '{0}' is invalid. A whole number is wanted.",
      'el valor «{0}» de la opción «--limit <number>» no es válido. Debe ser un número entero.',
    ],
    [
      ['ask', 'q', '--by', 'Ana', '--kind', "c'd"],
      "option '--kind <kind>' argument 'c'd' is invalid. Allowed choices are a, b.",
      "el valor «c'd» de la opción «--kind <kind>» no es válido. Los valores posibles son a, b.",
    ],
  ])('is told in the operator’s language: %j', (argv, english, spanish) => {
    const error = misused(...argv)
    expect(usageErrorSaid(error, cliWords('en'))).toBe(english)
    expect(usageErrorSaid(error, cliWords('es'))).toBe(spanish)
  })

  it('without a text of ours gets the library’s message', () => {
    const error = new CommanderError(1, 'commander.news', 'error: something new')
    expect(usageErrorSaid(error, cliWords('es'))).toBe('something new')
  })
})
