import type { Command } from 'commander'
import type { ShadowSummary } from '../../knowledge/traffic/shadow-summary.js'
import { addVerb } from './add-verb.js'
import { wholeNumber } from './arguments.js'
import { fixed } from './figures.js'
import type { Talk } from './talk.js'
import { warnOfDamage } from './talk.js'
import { plain } from './terminal.js'
import { addBeginning, addStop, armCounts, begin, type Signed, shownPlan, standing } from './trial.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

export function addShadow(program: Command, run: RunVerb, words: CliWords): void {
  const shadow = addVerb(program, words, 'shadow', 'shadow')
  addBeginning(shadow, 'shadow', words).action((version: string, { by, reason }: Signed, command: Command) =>
    run(command, (context) => begin(context, { kind: 'shadow', version, by, reason, share: 0, override: false })),
  )
  addStop(shadow, 'shadow', run, words)
  addVerb(shadow, words, 'shadow-status', 'status')
    .option('--examples <number>', words.say('shadow-status.examples'), wholeNumber, 10)
    .action(({ examples }: { readonly examples: number }, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, json } = context
        const { shadowStatus } = await import('../../training/release/trial-status.js')
        const onDamaged = warnOfDamage(context)
        const { plan, runs, summary, citizens } = await shadowStatus(await openInstallation(), { examples }, onDamaged)
        if (json) terminal.printJson({ ...shownPlan(plan), ...summary, citizens })
        else if (plan.trial !== 'shadow') terminal.say(words.say('shadow.none'))
        else {
          const [champion, challenger] = [plan.champion ?? '', plan.challenger ?? '']
          terminal.print(words.say('shadow-status.heading', { challenger, champion, standing: standing(plan, words) }))
          terminal.print(words.say('shadow-status.citizens', { champion, ...armCounts(citizens) }))
          printSummary(context, summary)
        }
        return runs ? 0 : 1
      }),
    )
}

function printSummary({ terminal, words }: Talk, summary: ShadowSummary): void {
  const { agreementRate, differences, examples } = summary
  const counts = {
    compared: String(summary.compared),
    failed: String(summary.failed),
    dropped: String(summary.dropped),
  }
  terminal.print(
    agreementRate === null
      ? words.say('shadow-status.nothing-compared', counts)
      : words.say('shadow-status.compared', { ...counts, rate: fixed(agreementRate * 100, 1, words) }),
  )
  for (const [difference, count] of Object.entries(differences)) {
    terminal.print(`${(words.text(`differences.${difference}`) ?? difference).padEnd(20)} ${count}`)
  }
  for (const { question, language, difference, champion, challenger } of examples) {
    const sides = { champion: side(champion, words), challenger: side(challenger, words) }
    const found = { language, difference: words.say(`differences.${difference}`), question, ...sides }
    terminal.print(plain(words.say('shadow-status.difference', found)))
  }
}

function side({ kind, pairIds }: ShadowSummary['examples'][number]['champion'], words: CliWords): string {
  const outcome = words.say(`outcomes.${kind}`)
  return pairIds.length === 0 ? outcome : `${outcome} ${pairIds.join(', ')}`
}
