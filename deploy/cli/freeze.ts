import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import { addVerb } from './add-verb.js'
import { nameGiven } from './arguments.js'
import { sayNext } from './talk.js'
import type { RunVerb } from './verb.js'
import { warnOfDoubts } from './warnings.js'
import type { CliWords } from './words.js'

interface Options {
  readonly author?: string
  readonly yes?: boolean
}

export function addFreeze(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'freeze', 'freeze')
    .option('--author <name>', words.say('freeze.author'), nameGiven)
    .option('--yes', words.say('freeze.yes'))
    .action(({ author, yes = false }: Options, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, progress, json } = context
        const { freezeWorkspace } = await import('../../training/editing/freeze-workspace.js')
        const { versionDoubts } = await import('../../training/release/version-doubts.js')
        const installation = await openInstallation()
        const request = { author: author === undefined ? null : named(author), mayLose: yes }
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
          terminal.print(words.say('freeze.done', { version: id, pairs, phrasings, embedded, reused }))
          sayNext(context, words.say('freeze.next', { version: id }))
        }
        return 0
      }),
    )
}
