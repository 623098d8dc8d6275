import type { Command } from 'commander'
import { addVerb, type RunVerb } from './verb.js'

interface Options {
  readonly by: string
  readonly reason: string
}

export function addRollback(program: Command, run: RunVerb): void {
  addVerb(program, 'rollback', 'Make the version champion again that served before the present champion.', {
    no: 'no version served before the present one',
    example: 'ventanilla rollback --by "Ana Ruiz" --reason "wrong fee in kb-000002"',
  })
    .requiredOption('--by <name>', 'who rolls back; kept in the history')
    .requiredOption('--reason <text>', 'why; kept in the history')
    .action(({ by, reason }: Options, command: Command) =>
      run(command, async ({ config, clock, terminal, json }) => {
        const { openDataFolder } = await import('../../knowledge/version/data-folder.js')
        const { moveAlias, readAliases } = await import('../../knowledge/version/aliases.js')
        const { readMoves } = await import('../../knowledge/version/promotions.js')
        const folder = await openDataFolder(config.dataFolder, clock)
        const { champion: current, moves } = await readAliases(folder)
        const history = await readMoves(folder, moves)
        const arrival = history.findLast(({ alias, from, to }) => alias === 'champion' && to === current && from !== to)
        const to = arrival?.from ?? null
        if (to === null) {
          if (json) terminal.printJson({ champion: current, previous: null })
          terminal.say('no version served before the present one; nothing was changed')
          return 1
        }
        const { champion } = await moveAlias({ folder, alias: 'champion', to, by, reason, clock })
        if (json) terminal.printJson({ champion, previous: current })
        else terminal.print(`${champion} is champion again (before: ${current})`)
        return 0
      }),
    )
}
