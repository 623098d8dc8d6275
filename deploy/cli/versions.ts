import type { Command } from 'commander'
import type { ListedVersion } from '../../knowledge/version/list-versions.js'
import { plain } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

export function addVersions(program: Command, run: RunVerb): void {
  addVerb(program, 'versions', 'List every version of the knowledge base, oldest first.', {
    no: null,
    example: 'ventanilla versions\nventanilla versions --json',
  }).action((_options: unknown, command: Command) =>
    run(command, async ({ config, clock, terminal, json }) => {
      const { openDataFolder } = await import('../../knowledge/version/data-folder.js')
      const { listVersions } = await import('../../knowledge/version/list-versions.js')
      const versions = await listVersions(await openDataFolder(config.dataFolder, clock))
      if (json) terminal.printJson(versions)
      else if (versions.length === 0) terminal.say('no version yet; make the first with: ventanilla freeze')
      else for (const version of versions) terminal.print(plain(describe(version)))
      return 0
    }),
  )
}

function describe(version: ListedVersion): string {
  const aliases = version.aliases.length === 0 ? '' : ` [${version.aliases.join(', ')}]`
  if (version.kind === 'damaged') return `${version.id}${aliases} DAMAGED: ${version.reason}`
  const parent = version.parent === null ? '' : `, from ${version.parent}`
  return `${version.id}${aliases} ${version.createdAt.slice(0, 16).replace('T', ' ')} UTC, ${version.pairs} pairs${parent}`
}
