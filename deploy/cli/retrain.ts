import { type Command, Option } from 'commander'
import { counted } from '../../knowledge/counted.js'
import type { Retrained } from '../../training/retrain/retrain.js'
import { nameGiven, parseVersionId } from './arguments.js'
import type { QueuedRetraining } from './retrain-queued.js'
import type { Terminal } from './terminal.js'
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
        const { openStore, config, clock, progress } = context
        if (queue) {
          const { retrainByQueue } = await import('./retrain-queued.js')
          const retrained = await retrainByQueue(context, author ?? null, wait)
          progress.stop()
          if (retrained === null) return 0
          return tell(context, retrained)
        }
        const { retrain } = await import('../../training/retrain/retrain.js')
        const { retrainRequest } = await import('../installation/retraining.js')
        const outcome = await retrain(
          retrainRequest({
            config,
            store: await openStore(),
            clock,
            author: author ?? null,
            trigger,
            resume: resume ? 'unfinished' : 'same-inputs',
            onProgress: progress.report,
          }),
        )
        progress.stop()
        return tell(context, outcome)
      }),
    )
}

async function tell(context: VerbContext, outcome: Outcome): Promise<0 | 1> {
  const { config, clock, terminal, json } = context
  const { dataFolderAt } = await import('../../knowledge/store/data-folder.js')
  const { versionDoubts } = await import('../../training/release/version-doubts.js')
  const store = dataFolderAt(config.dataFolder)
  const doubts = warnOfDoubts(context, await versionDoubts(config, store, parseVersionId(outcome.version), clock.now()))
  if (json) terminal.printJson({ ...outcome, ...doubts })
  else printOutcome(terminal, outcome)
  return outcome.gate === 'pass' ? 0 : 1
}

type Outcome = Retrained | NonNullable<QueuedRetraining>

function printOutcome(terminal: Terminal, outcome: Outcome): void {
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
  printVerdict(terminal, { gate, reasons })
  if (report !== null) terminal.say(`report: ${report}`)
  if (rolledBack)
    terminal.print(`${version} stays back: somebody went back from it, so AUTO_PROMOTE leaves it to a person`)
  if (promoted) terminal.print(`${version} is champion (AUTO_PROMOTE)`)
  else if (gate === 'pass') terminal.say(`next: ventanilla promote ${version} --by <name> --reason <text>`)
}
