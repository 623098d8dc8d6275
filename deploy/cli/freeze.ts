import type { Command } from 'commander'
import { counted } from '../../knowledge/counted.js'
import { named } from '../../knowledge/person.js'
import { nameGiven } from './arguments.js'
import { addVerb, type RunVerb } from './verb.js'
import { warnOfDoubts } from './warnings.js'

interface Options {
  readonly author?: string
}

export function addFreeze(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'freeze',
    'Make the next immutable version from the workspace. Citizens see no change until it is promoted.\n' +
      'Only phrasings that the version before did not have are embedded anew.',
    { no: null, example: 'ventanilla freeze --author "Ana Ruiz"' },
  )
    .option('--author <name>', 'who stands behind the content; kept in the version’s lineage', nameGiven)
    .action(({ author }: Options, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, progress, json } = context
        const { freezeWorkspace } = await import('../../training/editing/freeze-workspace.js')
        const { versionDoubts } = await import('../../training/release/version-doubts.js')
        const installation = await openInstallation()
        const request = { author: author === undefined ? null : named(author) }
        const { manifest, embedded, reused } = await freezeWorkspace(installation, request, progress.report)
        progress.stop()
        const doubts = warnOfDoubts(context, await versionDoubts(installation, manifest.id))
        const { id, pairs, phrasings, languages, contentHash, lineage } = manifest
        if (json) {
          const { parent } = lineage
          terminal.printJson({
            version: id,
            parent,
            pairs,
            phrasings,
            languages,
            contentHash,
            embedded,
            reused,
            ...doubts,
          })
        } else {
          terminal.print(
            `${id}: ${counted(pairs, 'pair')}, ${counted(phrasings, 'phrasing')}, ${embedded} embedded, ${reused} reused`,
          )
          terminal.say(`next: ventanilla retrain, which judges ${id} by the golden cases; then promote it`)
        }
        return 0
      }),
    )
}
