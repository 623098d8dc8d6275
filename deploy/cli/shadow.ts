import type { Command } from 'commander'
import type { ShadowSummary } from '../../knowledge/traffic/shadow-summary.js'
import { wholeNumber } from './arguments.js'
import { plain, type Terminal, warnOfDamage } from './terminal.js'
import { addBeginning, addStop, begin, type Signed, shownPlan, standing } from './trial.js'
import { addVerb, type RunVerb } from './verb.js'

const EXAMPLE = 'ventanilla shadow kb-000002 --by "Ana Ruiz" --reason "before the canary"'

export function addShadow(program: Command, run: RunVerb): void {
  const shadow = addVerb(
    program,
    'shadow',
    'Let a version answer every live question silently beside the champion, after the reply has gone out.\n' +
      'Citizens notice nothing; where the two disagree is written down without personal data.',
    { no: 'no shadow runs', example: `${EXAMPLE}\nventanilla shadow status` },
  )
  addBeginning(shadow, 'Let this version answer silently from now on.', EXAMPLE).action(
    (version: string, { by, reason }: Signed, command: Command) =>
      run(command, (context) => begin(context, { kind: 'shadow', version, by, reason, share: 0, override: false })),
  )
  addStop(shadow, 'shadow', run)
  addVerb(
    shadow,
    'status',
    'How often the silent version agrees with the champion, how it differs, and examples.\n' +
      'Beside it, how the champion does meanwhile: turns, without an answer, not helpful.',
    {
      no: 'no shadow runs; what the last one came to is shown',
      example: 'ventanilla shadow status --json',
    },
  )
    .option('--examples <number>', 'latest disagreements to show', wholeNumber, 10)
    .action(({ examples }: { readonly examples: number }, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { shadowStatus } = await import('../../training/release/trial-status.js')
        const onDamaged = warnOfDamage(terminal)
        const { plan, runs, summary, citizens } = await shadowStatus(await openInstallation(), { examples }, onDamaged)
        if (json) terminal.printJson({ ...shownPlan(plan), ...summary, citizens })
        else if (plan.trial !== 'shadow') terminal.say('no shadow runs')
        else {
          terminal.print(`${plan.challenger} beside ${plan.champion}, ${standing(plan)}`)
          const { turns, bad, notHelpful } = citizens
          terminal.print(
            `citizens met ${plan.champion}: ${turns} turns, ${bad - notHelpful} without an answer, ${notHelpful} not helpful`,
          )
          printSummary(terminal, summary)
        }
        return runs ? 0 : 1
      }),
    )
}

function printSummary(terminal: Terminal, summary: ShadowSummary): void {
  const { compared, agreementRate, differences, failed, dropped, examples } = summary
  const rate = agreementRate === null ? 'nothing compared yet' : `${(agreementRate * 100).toFixed(1)} % agreement`
  terminal.print(`${compared} questions, ${rate}; ${failed} failed, ${dropped} passed over`)
  for (const [difference, count] of Object.entries(differences)) terminal.print(`${difference.padEnd(20)} ${count}`)
  for (const { question, language, difference, champion, challenger } of examples) {
    const pairs = `${side(champion)} → ${side(challenger)}`
    terminal.print(plain(`${language} ${difference}: ${question} (${pairs})`))
  }
}

function side({ kind, pairIds }: ShadowSummary['examples'][number]['champion']): string {
  return pairIds.length === 0 ? kind : `${kind} ${pairIds.join(', ')}`
}
