import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import { languageCode, nameGiven } from './arguments.js'
import { addVerb, type RunVerb } from './verb.js'
import { warnOfDangling, warnOfPhrasings } from './warnings.js'

interface Options {
  readonly source?: string
  readonly pair?: string
  readonly lang?: string
  readonly by: string
  readonly reason: string
}

export function addRetire(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'retire',
    'Take pairs out of the workspace: the next version does not answer with them. Earlier versions stay as they are.',
    {
      no: null,
      example:
        'ventanilla retire --source "Fees 2026" --by "Ana Ruiz" --reason "replaced by the fees of 2027"\n' +
        'ventanilla retire --pair fax-number --by "Ana Ruiz" --reason "there is no fax any more"',
    },
  )
    .option('--source <name>', 'every pair that was last imported from this source')
    .option('--pair <id>', 'this pair')
    .option('--lang <code>', 'the pair in this language only', languageCode)
    .requiredOption('--by <name>', 'who retires them; kept in the audit log', nameGiven)
    .requiredOption('--reason <text>', 'why; kept in the audit log')
    .action((options: Options, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, json } = context
        const { retire, retirementOf } = await import('../../training/editing/retire.js')
        const { by, reason, source = null, pair = null, lang = null } = options
        const retirement = retirementOf({ source, pair, language: lang })
        const request = { retirement, by: named(by), reason }
        const { pairs, left, dangling, lostPhrasings } = await retire(await openInstallation(), request)
        const danglingPrompts = warnOfDangling(context, dangling)
        warnOfPhrasings(context, { lost: lostPhrasings, strayed: [] })
        if (left === 0) terminal.say('note: the workspace is empty; no version can be made of it')
        if (json) {
          terminal.printJson({ retired: pairs.length, pairs, left, danglingPrompts, lostPhrasings })
        } else {
          terminal.print(`${pairs.length} retired, ${left} left`)
          terminal.say('next: ventanilla retrain')
        }
        return 0
      }),
    )
}
