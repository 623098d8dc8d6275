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
    run(command, async ({ openStore, terminal, json }) => {
      const { findTurn } = await import('../../knowledge/records/turns.js')
      const { lastVotes } = await import('../../knowledge/records/feedback.js')
      const { readFeedback, readTurns } = await import('../../training/records.js')
      const store = await openStore()
      const turn = await findTurn(readTurns(store, warnOfDamage(terminal)), code)
      const votes = await lastVotes(
        readFeedback(store, warnOfDamage(terminal), turn === null ? null : new Date(turn.at)),
      )
      const helpful = turn === null ? null : (votes.get(turn.receipt) ?? null)
      if (json) terminal.printJson(turn === null ? null : { ...turn, helpful })
      else if (turn === null) terminal.say(plain(`no turn has the code ${code}`))
      else {
        const { at, kind, version, pairIds, language, channel, confidence } = turn
        terminal.print(plain(`${at} ${kind} from ${version}: ${pairIds.join(', ') || 'no pair'}`))
        terminal.print(plain(`language ${language}, channel ${channel}, confidence ${confidence.toFixed(2)}`))
        if (helpful !== null)
          terminal.print(helpful ? 'the citizen said that it helped' : 'the citizen said that it did not help')
      }
      return turn === null ? 1 : 0
    }),
  )
}
