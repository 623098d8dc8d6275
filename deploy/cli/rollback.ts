import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import { addVerb } from './add-verb.js'
import { nameGiven } from './arguments.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

interface Options {
  readonly by: string
  readonly reason: string
}

export function addRollback(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'rollback', 'rollback')
    .requiredOption('--by <name>', words.say('rollback.by'), nameGiven)
    .requiredOption('--reason <text>', words.say('rollback.reason'))
    .action(({ by, reason }: Options, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { readAliases } = await import('../../knowledge/version/aliases.js')
        const { rollback } = await import('../../training/release/promotion.js')
        const installation = await openInstallation()
        const done = await rollback(installation, { by: named(by), reason })
        if (done === null) {
          if (json) terminal.printJson({ champion: (await readAliases(installation.store)).champion, previous: null })
          terminal.say(words.say('rollback.none-before'))
          return 1
        }
        const { champion, previous } = done
        if (json) terminal.printJson({ champion, previous })
        else terminal.print(words.say('rollback.done', { champion, previous: previous ?? '–' }))
        return 0
      }),
    )
}
