import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import { addGroup, addVerb } from './add-verb.js'
import { nameGiven } from './arguments.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

interface Options {
  readonly by: string
  readonly reason: string
}

export function addRetention(program: Command, run: RunVerb, words: CliWords): void {
  const retention = addGroup(program, words, 'retention', words.say('retention.purpose'))
  addVerb(retention, words, 'retention-confirm', 'confirm')
    .requiredOption('--by <name>', words.say('retention-confirm.by'), nameGiven)
    .requiredOption('--reason <text>', words.say('retention-confirm.reason'))
    .action(({ by, reason }: Options, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { confirmClock } = await import('../../training/editing/confirm-clock.js')
        const at = (await confirmClock(await openInstallation(), { by: named(by), reason })).toISOString()
        if (json) terminal.printJson({ confirmed: at })
        else terminal.print(words.say('retention-confirm.done', { at: at.slice(0, 19) }))
        return 0
      }),
    )
}
