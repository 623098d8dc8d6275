import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import { addVerb } from './add-verb.js'
import { nameGiven, parseVersionId } from './arguments.js'
import type { RunVerb } from './verb.js'
import { type CliWords, nextSaid } from './words.js'

interface Options {
  readonly by: string
  readonly reason: string
  readonly override?: boolean
}

export function addPromote(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'promote', 'promote <version>')
    .requiredOption('--by <name>', words.say('promote.by'), nameGiven)
    .requiredOption('--reason <text>', words.say('promote.reason'))
    .option('--override', words.say('promote.override'))
    .action((version: string, { by, reason, override = false }: Options, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { promote } = await import('../../training/release/promotion.js')
        const { champion, previous, objection } = await promote(await openInstallation(), {
          version: parseVersionId(version),
          by: named(by),
          reason,
          override,
        })
        const overridden = objection?.messageIn(words.language, (step) => nextSaid(step, words)) ?? null
        if (json) terminal.printJson({ champion, previous, ...(overridden === null ? {} : { overridden }) })
        else {
          terminal.print(
            previous === null
              ? words.say('promote.done', { champion })
              : words.say('promote.done-before', { champion, previous }),
          )
          if (overridden !== null) terminal.say(words.say('promote.overridden', { overridden }))
        }
        return 0
      }),
    )
}
