import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import { type RunningTrial, type TrafficPlan, trafficMode } from '../../knowledge/traffic/plan.js'
import { nameGiven, parseVersionId } from './arguments.js'
import { plain } from './terminal.js'
import { addVerb, type RunVerb, type VerbContext } from './verb.js'

/** What beginning and ending a trial have in common. */
export interface Signed {
  readonly by: string
  readonly reason: string
}

/** The verb that begins a trial, which goes without a name of its own: `ventanilla canary kb-000002 …`. */
export function addBeginning(trial: Command, purpose: string, example: string): Command {
  const begin = addVerb(trial, 'start <version>', purpose, {
    no: 'the gate holds the version or never judged it',
    example,
    isDefault: true,
  })
  return signed(begin, 'begins')
}

export function addStop(trial: Command, kind: RunningTrial['kind'], run: RunVerb): void {
  const stop = addVerb(trial, 'stop', `End the ${kind} that runs. The champion goes on as before.`, {
    no: `no ${kind} runs`,
    example: `ventanilla ${kind} stop --by "Ana Ruiz" --reason "seen enough"`,
  })
  signed(stop, 'ends').action(({ by, reason }: Signed, command: Command) =>
    run(command, async ({ openInstallation, terminal, json }) => {
      const { stopTrial } = await import('../../training/release/trials.js')
      const { plan, ended } = await stopTrial(await openInstallation(), { kind, by: named(by), reason })
      if (json) terminal.printJson(shownPlan(plan))
      else if (!ended) terminal.say(`no ${kind} runs; nothing was changed`)
      else terminal.print(`the ${kind} of ${plan.challenger} has ended`)
      return ended ? 0 : 1
    }),
  )
}

/** The plan as programs read it: `mode` is what citizens get now, `share` 0…1, the rest is of the trial that runs or ran last. */
export function shownPlan(plan: TrafficPlan) {
  const { format: _, ...fields } = plan
  return { mode: trafficMode(plan), ...fields }
}

/** How it stands with the trial that runs or ran last; when and why it ended is a line of its own. */
export function standing({ state, since }: Pick<TrafficPlan, 'state' | 'since'>): string {
  return state === 'running' ? `running since ${since}` : `begun ${since}, ${state}`
}

export async function begin(
  { openInstallation, terminal, json }: VerbContext,
  request: Signed & {
    readonly kind: RunningTrial['kind']
    readonly version: string
    readonly share: number
    readonly override: boolean
  },
): Promise<0> {
  const { beginTrial } = await import('../../training/release/trials.js')
  const version = parseVersionId(request.version)
  const plan = await beginTrial(await openInstallation(), { ...request, version, by: named(request.by) })
  if (json) terminal.printJson(shownPlan(plan))
  else terminal.print(plain(beginningLine(request.kind, plan.challenger, plan.champion, plan.share)))
  return 0
}

function beginningLine(kind: RunningTrial['kind'], challenger: string | null, champion: string | null, share: number) {
  return kind === 'shadow'
    ? `${challenger} answers silently beside ${champion}`
    : `${challenger} answers ${Math.round(share * 100)} % of new conversations, ${champion} the others`
}

function signed(command: Command, does: string): Command {
  return command
    .requiredOption('--by <name>', `who ${does} it; kept on record`, nameGiven)
    .requiredOption('--reason <text>', 'why; kept on record')
}
