import { type Command, Option } from 'commander'
import { counted } from '../../knowledge/counted.js'
import { named, type Person } from '../../knowledge/person.js'
import type { Installation } from '../../training/installation.js'
import type { Retrained } from '../../training/retrain/run/retrained.js'
import { nameGiven } from './arguments.js'
import type { Talk } from './talk.js'
import { addVerb, type RunVerb, type VerbContext } from './verb.js'
import { printVerdict } from './verdict.js'
import { warnOfDoubts } from './warnings.js'

interface Options {
  readonly author?: string
  readonly resume?: boolean
  readonly trigger: string
  readonly queue?: boolean
  readonly wait: boolean
}

export function addRetrain(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'retrain',
    'Make a version of everything approved by now, ask it and the champion the golden cases, and judge it.\n' +
      'Citizens see no change until it is promoted (AUTO_PROMOTE=yes: at once, when the gate passes it).\n' +
      'An interrupted run is gone on with from its last finished step.',
    { no: 'the gate holds the version', example: 'ventanilla retrain --author "Ana Ruiz" --json' },
  )
    .option('--author <name>', 'who stands behind the content; kept in the version’s lineage', nameGiven)
    .option('--resume', 'go on with the interrupted run although its inputs have changed since')
    .option('--trigger <text>', 'what set it off; kept in the record of the run', 'by hand')
    .addOption(
      new Option('--queue', 'leave the work to a worker (`serve` or `worker`) and watch it').conflicts([
        'resume',
        'trigger',
      ]),
    )
    .option('--no-wait', 'with --queue: do not wait for the end')
    .action(({ author, resume = false, trigger, queue = false, wait }: Options, command: Command) =>
      run(command, async (context) => {
        const installation = await context.openInstallation()
        if (queue) {
          const retrained = await retrainByQueue(
            context,
            installation,
            author === undefined ? null : named(author),
            wait,
          )
          context.progress.stop()
          return retrained === null ? 0 : tell(context, installation, retrained)
        }
        const { retrain } = await import('../../training/retrain/retrain.js')
        const request = {
          author: author === undefined ? null : named(author),
          trigger,
          resume: resume ? 'unfinished' : 'same-inputs',
        } as const
        const outcome = await retrain(installation, request, context.progress.report)
        context.progress.stop()
        return tell(context, installation, outcome)
      }),
    )
}

/**
 * Asks for a retraining and, unless told otherwise, shows how far it has come until it has ended. Breaking off does not stop
 * the job.
 *
 * @returns null when its end was not waited for
 */
async function retrainByQueue(
  { terminal, progress, json }: VerbContext,
  installation: Installation,
  author: Person | null,
  wait: boolean,
): Promise<Retrained | null> {
  const { followRetraining, queueRetraining } = await import('../../training/retrain/queued-retraining.js')
  const { job, merged } = await queueRetraining(installation, { author })
  if (!wait && json) terminal.printJson({ job: job.id, merged })
  else terminal.say(`${job.id} ${merged ? 'waits already; this request was merged into it' : 'was asked for'}`)
  if (!wait) return null
  return followRetraining(installation, job, {
    onProgress: progress.report,
    onUntaken: () =>
      terminal.say('no worker has taken it up yet; start one with: ventanilla serve, or: ventanilla worker'),
  })
}

async function tell(context: VerbContext, installation: Installation, outcome: Retrained): Promise<0 | 1> {
  const { terminal, json } = context
  const { versionDoubts } = await import('../../training/release/version-doubts.js')
  const doubts = warnOfDoubts(context, await versionDoubts(installation, outcome.version))
  if (json) terminal.printJson({ ...outcome, ...doubts })
  else printOutcome(context, outcome)
  return outcome.gate === 'pass' ? 0 : 1
}

function printOutcome(talk: Talk, outcome: Retrained): void {
  const { terminal } = talk
  const {
    version,
    champion,
    gate,
    reasons,
    embedded,
    reused,
    unchanged,
    promoted,
    rolledBack,
    report,
    run,
    resumed,
    encoder,
  } = outcome
  if (unchanged) {
    terminal.print(`nothing has changed since ${version}, the champion; no version was made`)
    return
  }
  if (resumed) terminal.say(`went on with ${run}, which had been interrupted`)
  if (encoder === 'adapted') terminal.print('the encoder was adapted to the approved pairs; the version carries it')
  if (encoder === 'too-little') terminal.say('the encoder stays as it is: the pairs hold too little to adapt it to')
  const against = champion === null ? 'judged on its own, as there is no champion yet' : `judged against ${champion}`
  terminal.print(`${version}: ${counted(embedded, 'passage')} embedded, ${reused} reused; ${against}`)
  printVerdict(talk, { gate, reasons })
  if (report !== null) terminal.say(`report: ${report}`)
  if (rolledBack)
    terminal.print(`${version} stays back: somebody went back from it, so AUTO_PROMOTE leaves it to a person`)
  if (promoted) terminal.print(`${version} is champion (AUTO_PROMOTE)`)
  else if (gate === 'pass') terminal.say(`next: ventanilla promote ${version} --by <name> --reason <text>`)
}
