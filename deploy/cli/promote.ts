import type { Command } from 'commander'
import { parseVersionId } from './arguments.js'
import { addVerb, type RunVerb } from './verb.js'

interface Options {
  readonly by: string
  readonly reason: string
}

export function addPromote(program: Command, run: RunVerb): void {
  addVerb(program, 'promote <version>', 'Make a version the champion: running servers swap to it within a second.', {
    no: null,
    example: 'ventanilla promote kb-000002 --by "Ana Ruiz" --reason "new fees from 1 January"',
  })
    .requiredOption('--by <name>', 'who promotes it; kept in the history')
    .requiredOption('--reason <text>', 'why; kept in the history')
    .action((version: string, { by, reason }: Options, command: Command) =>
      run(command, async ({ config, clock, terminal, json }) => {
        const { openDataFolder } = await import('../../knowledge/version/data-folder.js')
        const { moveAlias, readAliases } = await import('../../knowledge/version/aliases.js')
        const to = parseVersionId(version)
        const folder = await openDataFolder(config.dataFolder, clock)
        const { champion: previous } = await readAliases(folder)
        const { champion } = await moveAlias({ folder, alias: 'champion', to, by, reason, clock })
        if (json) terminal.printJson({ champion, previous })
        else terminal.print(`${champion} is champion${previous === null ? '' : ` (before: ${previous})`}`)
        return 0
      }),
    )
}
