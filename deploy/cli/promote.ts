import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import { nameGiven, parseVersionId } from './arguments.js'
import { addVerb, type RunVerb } from './verb.js'

interface Options {
  readonly by: string
  readonly reason: string
  readonly override?: boolean
}

export function addPromote(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'promote <version>',
    'Make a version the champion: running servers swap to it within a second.\n' +
      'The gate must have passed it against the present champion (`ventanilla retrain`). With FOUR_EYES=yes its author cannot promote it.',
    {
      no: 'the gate holds the version or never judged it, its author promotes it, or another promotion came first',
      example: 'ventanilla promote kb-000002 --by "Ana Ruiz" --reason "new fees from 1 January"',
    },
  )
    .requiredOption('--by <name>', 'who promotes it; kept in the history', nameGiven)
    .requiredOption('--reason <text>', 'why; kept in the history')
    .option('--override', 'promote it although the gate holds it or never judged it; on record for good')
    .action((version: string, { by, reason, override = false }: Options, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { promote } = await import('../../training/release/promotion.js')
        const { champion, previous, overridden } = await promote(await openInstallation(), {
          version: parseVersionId(version),
          by: named(by),
          reason,
          override,
        })
        if (json) terminal.printJson({ champion, previous, ...(overridden === null ? {} : { overridden }) })
        else {
          terminal.print(`${champion} is champion${previous === null ? '' : ` (before: ${previous})`}`)
          if (overridden !== null) terminal.say(`OVERRIDDEN, and on record: ${overridden}`)
        }
        return 0
      }),
    )
}
