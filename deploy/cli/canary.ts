import type { Command } from 'commander'
import type { Arms } from '../../evaluation/canary-arms.js'
import { addVerb } from './add-verb.js'
import { fixed } from './figures.js'
import type { Talk } from './talk.js'
import { warnOfDamage } from './talk.js'
import { plain } from './terminal.js'
import { addBeginning, addStop, armCounts, begin, type Signed, shownPlan, standing } from './trial.js'
import { wrongValue } from './usage-error.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

export function addCanary(program: Command, run: RunVerb, words: CliWords): void {
  const canary = addVerb(program, words, 'canary', 'canary')
  addBeginning(canary, 'canary', words)
    .requiredOption('--share <percent>', words.say('canary-start.share'), percent)
    .option('--override', words.say('canary-start.override'))
    .action(
      (version: string, options: Signed & { readonly share: number; readonly override?: boolean }, command: Command) =>
        run(command, (context) =>
          begin(context, { ...options, kind: 'canary', version, override: options.override ?? false }),
        ),
    )
  addStop(canary, 'canary', run, words)
  addVerb(canary, words, 'canary-status', 'status').action((_options: unknown, command: Command) =>
    run(command, async (context) => {
      const { openInstallation, terminal, json } = context
      const { canaryStatus } = await import('../../training/release/trial-status.js')
      const { plan, runs, arms, verdict } = await canaryStatus(await openInstallation(), warnOfDamage(context))
      if (json) terminal.printJson({ ...shownPlan(plan), arms, verdict })
      else if (plan.trial !== 'canary') terminal.say(words.say('canary.none'))
      else {
        const sides = { challenger: plan.challenger ?? '', champion: plan.champion ?? '' }
        const share = String(Math.round(plan.share * 100))
        terminal.print(words.say('canary-status.heading', { ...sides, share, standing: standing(plan, words) }))
        if (plan.ended !== null) {
          const { at, by, reason } = plan.ended
          terminal.print(plain(words.say('canary-status.ended', { at, by, reason })))
        }
        printArms(context, arms)
        terminal.print(words.say('canary-status.test-says', { verdict: words.say(SAYS[verdict]) }))
      }
      return runs ? 0 : 1
    }),
  )
}

const SAYS = {
  retreat: 'canary-status.says-retreat',
  keep: 'canary-status.says-keep',
  'go on': 'canary-status.says-go-on',
} as const

function printArms({ terminal, words }: Talk, arms: Arms): void {
  for (const arm of ['champion', 'challenger'] as const) {
    const { turns, bad } = arms[arm]
    const counts = armCounts(arms[arm])
    const said =
      turns === 0
        ? words.say('canary-status.arm', counts)
        : words.say('canary-status.arm-share', { ...counts, share: fixed((100 * bad) / turns, 1, words) })
    terminal.print(`${words.say(`canary-status.${arm}`).padEnd(11)} ${said}`)
  }
}

/** @returns 0…1, exclusive: the champion keeps some conversations for the comparison */
function percent(text: string): number {
  const value = /^\d{1,2}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (value >= 1) return value / 100
  throw wrongValue('wrong-value.percent')
}
