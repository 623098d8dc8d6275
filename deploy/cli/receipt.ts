import type { Command } from 'commander'
import { addVerb } from './add-verb.js'
import { fixed } from './figures.js'
import { warnOfDamage } from './talk.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

export function addReceipt(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'receipt', 'receipt <code>').action((code: string, _options: unknown, command: Command) =>
    run(command, async (context) => {
      const { openInstallation, terminal, json } = context
      const { findReceipt } = await import('../../training/release/find-receipt.js')
      const turn = await findReceipt(await openInstallation(), { code }, warnOfDamage(context))
      if (json) terminal.printJson(turn)
      else if (turn === null) terminal.say(plain(words.say('receipt.none', { code })))
      else {
        const { at, kind, version, pairIds, language, channel, confidence, helpful } = turn
        const outcome = words.say(`outcomes.${kind}`)
        const pairs = pairIds.join(', ') || words.say('receipt.no-pair')
        terminal.print(plain(words.say('receipt.turn', { at, outcome, version, pairs })))
        const sure = fixed(confidence, 2, words)
        terminal.print(plain(words.say('receipt.about', { language, channel, confidence: sure })))
        if (helpful !== null) terminal.print(words.say(helpful ? 'receipt.helped' : 'receipt.did-not-help'))
      }
      return turn === null ? 1 : 0
    }),
  )
}
