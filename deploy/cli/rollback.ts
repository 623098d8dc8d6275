import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import { nameGiven } from './arguments.js'
import { addVerb, type RunVerb } from './verb.js'

interface Options {
  readonly by: string
  readonly reason: string
}

export function addRollback(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'rollback',
    'Make the version champion again that served before the present champion was promoted: running servers swap within a second.',
    {
      no: 'no version served before the present one, or another promotion came first',
      example: 'ventanilla rollback --by "Ana Ruiz" --reason "wrong fee in kb-000002"',
    },
  )
    .requiredOption('--by <name>', 'who rolls back; kept in the history', nameGiven)
    .requiredOption('--reason <text>', 'why; kept in the history')
    .action(({ by, reason }: Options, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { readAliases } = await import('../../knowledge/version/aliases.js')
        const { rollback } = await import('../../training/release/promotion.js')
        const installation = await openInstallation()
        const done = await rollback(installation, { by: named(by), reason })
        if (done === null) {
          if (json) terminal.printJson({ champion: (await readAliases(installation.store)).champion, previous: null })
          terminal.say('no version served before the present one; nothing was changed')
          return 1
        }
        const { champion, previous } = done
        if (json) terminal.printJson({ champion, previous })
        else terminal.print(`${champion} is champion again (before: ${previous})`)
        return 0
      }),
    )
}
