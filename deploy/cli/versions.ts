import type { Command } from 'commander'
import type { ListedVersion } from '../../knowledge/version/list-versions.js'
import { addVerb } from './add-verb.js'
import { sayNote } from './talk.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import { type CliWords, nextSaid } from './words.js'

export function addVersions(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'versions', 'versions')
    .option('--at <time>', words.say('versions.at'))
    .action(({ at }: { readonly at?: string }, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, json } = context
        const { versionsServed } = await import('../../training/release/versions-served.js')
        const { versions, clockWentBack } = await versionsServed(await openInstallation('read'), { at: at ?? null })
        if (clockWentBack) sayNote(context, words.say('versions.clock-went-back'))
        if (json) terminal.printJson(versions.map((version) => forPrograms(version, words)))
        else if (versions.length === 0) terminal.say(words.say('versions.none'))
        else for (const version of versions) terminal.print(plain(describe(version, words)))
        return 0
      }),
    )
}

function forPrograms(version: ListedVersion, words: CliWords) {
  if (version.kind === 'complete') return version
  const { kind, id, failure, aliases } = version
  return { kind, id, reason: failure.messageIn(words.language), hint: nextSaid(failure.next, words), aliases }
}

function describe(version: ListedVersion, words: CliWords): string {
  const { id } = version
  const aliases = version.aliases.length === 0 ? '' : ` [${version.aliases.join(', ')}]`
  if (version.kind === 'damaged') {
    return words.say('versions.damaged', { version: id, aliases, reason: version.failure.messageIn(words.language) })
  }
  const [at, pairs] = [version.createdAt.slice(0, 16).replace('T', ' '), String(version.pairs)]
  const { parent } = version
  return parent === null
    ? words.say('versions.version', { version: id, aliases, at, pairs })
    : words.say('versions.version-from', { version: id, aliases, at, pairs, parent })
}
