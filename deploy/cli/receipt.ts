import type { Command } from 'commander'
import { plain, warnOfDamage } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

export function addReceipt(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'receipt <code>',
    'Show what a turn came to, by the code under its answer: when, which version, which pairs, whether the answer helped.\n' +
      'None of the citizen’s words are kept with it.',
    { no: 'no turn has this code (any more)', example: 'ventanilla receipt 7K3Q-M2XA' },
  ).action((code: string, _options: unknown, command: Command) =>
    run(command, async ({ openInstallation, terminal, json }) => {
      const { findReceipt } = await import('../../training/release/find-receipt.js')
      const turn = await findReceipt(await openInstallation(), { code }, warnOfDamage(terminal))
      if (json) terminal.printJson(turn)
      else if (turn === null) terminal.say(plain(`no turn has the code ${code}`))
      else {
        const { at, kind, version, pairIds, language, channel, confidence, helpful } = turn
        terminal.print(plain(`${at} ${kind} from ${version}: ${pairIds.join(', ') || 'no pair'}`))
        terminal.print(plain(`language ${language}, channel ${channel}, confidence ${confidence.toFixed(2)}`))
        if (helpful !== null)
          terminal.print(helpful ? 'the citizen said that it helped' : 'the citizen said that it did not help')
      }
      return turn === null ? 1 : 0
    }),
  )
}
