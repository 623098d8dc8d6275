import type { Command } from 'commander'
import { addVerb, type RunVerb } from './verb.js'

export function addDrift(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'drift',
    'Compare the latest live questions with what the champion is used to: confidence, fallbacks, unknown words, languages,\n' +
      'answers that did not help.\n' +
      'It is used to its own first 200 questions after its promotion; until there are so many, to its golden cases.\n' +
      'A new alarm opens a note for the editors. The server checks by itself every few minutes.',
    { no: 'live questions have drifted', example: 'ventanilla drift\nventanilla drift --json' },
  ).action((_options: unknown, command: Command) =>
    run(command, async ({ openInstallation, terminal, json }) => {
      const { checkDrift, driftText } = await import('../../training/release/drift-check.js')
      const { warnOfDamage, plain } = await import('./terminal.js')
      const check = await checkDrift(await openInstallation(), { onDamaged: warnOfDamage(terminal) })
      if (json) terminal.printJson(check)
      else {
        const { version, comparedWith, tooFew, figures, since } = check
        terminal.print(plain(driftText(check)))
        terminal.print(`${version}, ${figures.live} live questions against ${figures.reference}: ${comparedWith}`)
        if (since !== null) terminal.print(`since ${since}`)
        if (tooFew !== null) terminal.say(tooFew)
      }
      return check.drifting ? 1 : 0
    }),
  )
}
