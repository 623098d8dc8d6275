import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import { addVerb } from './add-verb.js'
import { languageCode, nameGiven } from './arguments.js'
import { sayNext, sayNote } from './talk.js'
import type { RunVerb } from './verb.js'
import { warnOfDangling, warnOfPhrasings } from './warnings.js'
import type { CliWords } from './words.js'

interface Options {
  readonly source?: string
  readonly pair?: string
  readonly lang?: string
  readonly by: string
  readonly reason: string
}

export function addRetire(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'retire', 'retire')
    .option('--source <name>', words.say('retire.source'))
    .option('--pair <id>', words.say('retire.pair'))
    .option('--lang <code>', words.say('retire.lang'), languageCode)
    .requiredOption('--by <name>', words.say('retire.by'), nameGiven)
    .requiredOption('--reason <text>', words.say('retire.reason'))
    .action((options: Options, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, json } = context
        const { retire, retirementOf } = await import('../../training/editing/retire.js')
        const { by, reason, source = null, pair = null, lang = null } = options
        const retirement = retirementOf({ source, pair, language: lang })
        const request = { retirement, by: named(by), reason }
        const { pairs, left, dangling, lostPhrasings } = await retire(await openInstallation(), request)
        const danglingPrompts = warnOfDangling(context, dangling)
        warnOfPhrasings(context, { lost: lostPhrasings, strayed: [] })
        if (left === 0) sayNote(context, words.say('retire.workspace-empty'))
        if (json) {
          terminal.printJson({ retired: pairs.length, pairs, left, danglingPrompts, lostPhrasings })
        } else {
          terminal.print(words.say('retire.done', { count: String(pairs.length), left: String(left) }))
          sayNext(context, words.say('retire.next'))
        }
        return 0
      }),
    )
}
