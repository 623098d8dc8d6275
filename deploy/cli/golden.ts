import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import type { GoldenProposal } from '../../training/editing/golden-proposals.js'
import { addGroup, addVerb } from './add-verb.js'
import { nameGiven } from './arguments.js'
import { sayNext, type Talk } from './talk.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

export function addGolden(program: Command, run: RunVerb, words: CliWords): void {
  const golden = addGroup(program, words, 'golden', words.say('golden.purpose'))
  addVerb(golden, words, 'golden-propose', 'propose').action((_options: unknown, command: Command) =>
    run(command, async (context) => {
      const { proposeGolden } = await import('../../training/editing/golden-proposals.js')
      const proposals = await proposeGolden((await context.openInstallation()).store)
      if (context.json) context.terminal.printJson(proposals)
      else if (proposals.length === 0) context.terminal.print(words.say('golden-propose.none'))
      else {
        print(context, proposals)
        sayNext(context, words.say('golden-propose.next'))
      }
      return 0
    }),
  )
  addVerb(golden, words, 'golden-accept', 'accept [ids...]')
    .option('--all', words.say('golden-accept.all'))
    .requiredOption('--by <name>', words.say('golden-accept.by'), nameGiven)
    .action((ids: string[], { all = false, by }: { readonly all?: boolean; readonly by: string }, command: Command) =>
      run(command, async (context) => {
        const { acceptGolden } = await import('../../training/editing/golden-proposals.js')
        const request = { ids: all ? ('all' as const) : ids, by: named(by) }
        const accepted = await acceptGolden(await context.openInstallation(), request)
        if (context.json) context.terminal.printJson(accepted)
        else {
          context.terminal.print(words.say('golden-accept.done', { count: accepted.length }))
          sayNext(context, words.say('golden-accept.next'))
        }
        return 0
      }),
    )
  addVerb(golden, words, 'golden-reject', 'reject <ids...>')
    .requiredOption('--by <name>', words.say('golden-reject.by'), nameGiven)
    .requiredOption('--reason <text>', words.say('golden-reject.reason'))
    .action((ids: string[], { by, reason }: { readonly by: string; readonly reason: string }, command: Command) =>
      run(command, async (context) => {
        const { rejectGolden } = await import('../../training/editing/golden-proposals.js')
        const rejected = await rejectGolden(await context.openInstallation(), { ids, by: named(by), reason })
        if (context.json) context.terminal.printJson(rejected)
        else context.terminal.print(words.say('golden-reject.done', { count: rejected.length }))
        return 0
      }),
    )
}

function print({ terminal, words }: Talk, proposals: readonly GoldenProposal[]): void {
  for (const { id, text, kind, pair } of proposals) {
    terminal.print(plain(words.say(`golden-propose.${kind}`, { id, text, pair: pair ?? '' })))
  }
}
