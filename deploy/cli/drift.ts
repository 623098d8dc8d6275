import type { Command } from 'commander'
import { addVerb } from './add-verb.js'
import { warnOfDamage } from './talk.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

export function addDrift(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'drift', 'drift').action((_options: unknown, command: Command) =>
    run(command, async (context) => {
      const { openInstallation, terminal, json } = context
      const { driftSaid, tooFewSaid } = await import('../../evaluation/words/drift-words.js')
      const { localeIn } = await import('../../evaluation/words/locale.js')
      const { checkDrift } = await import('../../training/release/drift-check.js')
      const check = await checkDrift(await openInstallation(), { onDamaged: warnOfDamage(context) })
      const locale = localeIn(words.language)
      const tooFew = check.tooFew === null ? null : tooFewSaid(check.tooFew, locale)
      if (json) terminal.printJson({ ...check, tooFew })
      else {
        const { version, comparedWith, figures, since } = check
        terminal.print(plain(driftSaid(check, locale)))
        const counts = { live: String(figures.live), reference: String(figures.reference) }
        terminal.print(words.say('drift.compared', { version, ...counts, with: words.say(COMPARED[comparedWith]) }))
        if (since !== null) terminal.print(words.say('drift.since', { since }))
        if (tooFew !== null) terminal.say(tooFew)
      }
      return check.drifting ? 1 : 0
    }),
  )
}

const COMPARED = {
  'first live questions': 'drift.first-live-questions',
  'golden cases': 'drift.golden-cases',
  'nothing yet': 'drift.nothing-yet',
} as const
