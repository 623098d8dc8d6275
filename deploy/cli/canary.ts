import { type Command, InvalidArgumentError } from 'commander'
import type { Arms } from '../../evaluation/canary-arms.js'
import { plain, type Terminal, warnOfDamage } from './terminal.js'
import { addBeginning, addStop, begin, type Signed, shownPlan, standing } from './trial.js'
import { addVerb, type RunVerb } from './verb.js'

const EXAMPLE = 'ventanilla canary kb-000002 --share 10 --by "Ana Ruiz" --reason "passed the gate"'

export function addCanary(program: Command, run: RunVerb): void {
  const canary = addVerb(
    program,
    'canary',
    'Let a version answer a share of new conversations. A conversation stays on the version it began with.\n' +
      'When the version leaves clearly more questions to a fallback, a person or a "not helpful" than the champion, it\nretreats by itself.',
    { no: 'no canary runs, or the gate holds the version', example: `${EXAMPLE}\nventanilla canary status` },
  )
  addBeginning(
    canary,
    'Let this version answer a share of new conversations, or change the share of the canary that runs.',
    EXAMPLE,
  )
    .requiredOption('--share <percent>', 'share of new conversations in percent, 1 to 99', percent)
    .option('--override', 'although the gate holds it or never judged it; on record for good')
    .action(
      (version: string, options: Signed & { readonly share: number; readonly override?: boolean }, command: Command) =>
        run(command, (context) =>
          begin(context, { ...options, kind: 'canary', version, override: options.override ?? false }),
        ),
    )
  addStop(canary, 'canary', run)
  addVerb(canary, 'status', 'The turns of either side, how many went badly, and what the sequential test says.', {
    no: 'no canary runs, or it has retreated; what the last one came to is shown',
    example: 'ventanilla canary status --json',
  }).action((_options: unknown, command: Command) =>
    run(command, async ({ openInstallation, terminal, json }) => {
      const { canaryStatus } = await import('../../training/release/trial-status.js')
      const { plan, runs, arms, verdict } = await canaryStatus(await openInstallation(), warnOfDamage(terminal))
      if (json) terminal.printJson({ ...shownPlan(plan), arms, verdict })
      else if (plan.trial !== 'canary') terminal.say('no canary runs')
      else {
        const share = `${Math.round(plan.share * 100)} %`
        terminal.print(`${plan.challenger} beside ${plan.champion}, ${share}, ${standing(plan)}`)
        if (plan.ended !== null)
          terminal.print(plain(`ended ${plan.ended.at} by ${plan.ended.by}: ${plan.ended.reason}`))
        printArms(terminal, arms)
        terminal.print(`the sequential test says: ${verdict}`)
      }
      return runs ? 0 : 1
    }),
  )
}

function printArms(terminal: Terminal, arms: Arms): void {
  for (const arm of ['champion', 'challenger'] as const) {
    const { turns, bad, notHelpful } = arms[arm]
    const share = turns === 0 ? '' : ` (${((100 * bad) / turns).toFixed(1)} %)`
    terminal.print(
      `${arm.padEnd(11)} ${turns} turns, ${bad - notHelpful} without an answer, ${notHelpful} not helpful${share}`,
    )
  }
}

/** @returns 0…1; the champion keeps some conversations, for it is the measure */
function percent(text: string): number {
  const value = /^\d{1,2}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (value >= 1) return value / 100
  throw new InvalidArgumentError('A share in percent is wanted, from 1 to 99: the champion keeps the others.')
}
