import type { Command } from 'commander'
import type { Arms } from '../../evaluation/canary-arms.js'
import { named } from '../../knowledge/person.js'
import { type RunningTrial, type TrafficPlan, trafficMode } from '../../knowledge/traffic/plan.js'
import { addVerb } from './add-verb.js'
import { nameGiven, parseVersionId } from './arguments.js'
import { plain } from './terminal.js'
import type { RunVerb, VerbContext } from './verb.js'
import type { CliWords } from './words.js'

/** The options that starting and stopping a trial share. */
export interface Signed {
  readonly by: string
  readonly reason: string
}

/** Adds the verb that starts a trial. Its name may be omitted: `ventanilla canary kb-000002 …`. */
export function addBeginning(trial: Command, kind: RunningTrial['kind'], words: CliWords): Command {
  const begin = addVerb(trial, words, `${kind}-start`, 'start <version>', { isDefault: true })
  return signed(begin, 'trial.by-begins', words)
}

export function addStop(trial: Command, kind: RunningTrial['kind'], run: RunVerb, words: CliWords): void {
  const stop = addVerb(trial, words, `${kind}-stop`, 'stop')
  signed(stop, 'trial.by-ends', words).action(({ by, reason }: Signed, command: Command) =>
    run(command, async ({ openInstallation, terminal, json }) => {
      const { stopTrial } = await import('../../training/release/trials.js')
      const { plan, ended } = await stopTrial(await openInstallation(), { kind, by: named(by), reason })
      if (json) terminal.printJson(shownPlan(plan))
      else if (!ended) terminal.say(words.say(`${kind}-stop.none`))
      else terminal.print(words.say(`${kind}-stop.done`, { challenger: plan.challenger ?? '' }))
      return ended ? 0 : 1
    }),
  )
}

/** The plan for programs: `mode` is what citizens get now, `share` is 0…1, the rest describes the current or last trial. */
export function shownPlan(plan: TrafficPlan) {
  const { format: _, ...fields } = plan
  return { mode: trafficMode(plan), ...fields }
}

/** The turns of one side as values for the texts: how many, and how they went badly. */
export function armCounts({ turns, bad, notHelpful }: Arms['champion']) {
  return { turns: String(turns), unanswered: String(bad - notHelpful), notHelpful: String(notHelpful) }
}

/** The state of the current or last trial; when and why it ended is on a line of its own. */
export function standing({ state, since }: Pick<TrafficPlan, 'state' | 'since'>, words: CliWords): string {
  return words.say(`trial.${state}`, { since: since ?? '' })
}

export async function begin(
  { openInstallation, terminal, words, json }: VerbContext,
  request: Signed & {
    readonly kind: RunningTrial['kind']
    readonly version: string
    readonly share: number
    readonly override: boolean
  },
): Promise<0> {
  const { beginTrial } = await import('../../training/release/trials.js')
  const { kind } = request
  const version = parseVersionId(request.version)
  const plan = await beginTrial(await openInstallation(), { ...request, version, by: named(request.by) })
  if (json) terminal.printJson(shownPlan(plan))
  else {
    const share = String(Math.round(plan.share * 100))
    const sides = { challenger: plan.challenger ?? '', champion: plan.champion ?? '' }
    const said = kind === 'shadow' ? words.say('shadow.begun', sides) : words.say('canary.begun', { ...sides, share })
    terminal.print(plain(said))
  }
  return 0
}

function signed(command: Command, by: 'trial.by-begins' | 'trial.by-ends', words: CliWords): Command {
  return command
    .requiredOption('--by <name>', words.say(by), nameGiven)
    .requiredOption('--reason <text>', words.say('trial.reason'))
}
