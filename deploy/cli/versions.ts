import type { Command } from 'commander'
import type { ListedVersion } from '../../knowledge/version/list-versions.js'
import { plain } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

export function addVersions(program: Command, run: RunVerb): void {
  addVerb(program, 'versions', 'List every version of the knowledge base, oldest first.', {
    no: null,
    example: 'ventanilla versions --json\nventanilla versions --at 2026-03-01T10:00:00Z',
  })
    .option('--at <time>', 'only the version that served at this time')
    .action(({ at }: { readonly at?: string }, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { versionsServed } = await import('../../training/release/versions-served.js')
        const { versions, clockWentBack } = await versionsServed(await openInstallation(), { at: at ?? null })
        if (clockWentBack) terminal.say('note: the clock was set back around then; the later time counts')
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
