import { type Command, Option } from 'commander'
import { named, type Person } from '../../knowledge/person.js'
import { COMMON_LANGUAGE } from '../../knowledge/words/locale-files.js'
import type { Installation } from '../../training/installation.js'
import type { Retrained } from '../../training/retrain/run/retrained.js'
import { addVerb } from './add-verb.js'
import { nameGiven } from './arguments.js'
import { sayNext, type Talk } from './talk.js'
import type { RunVerb, VerbContext } from './verb.js'
import { printVerdict } from './verdict.js'
import { warnOfDoubts } from './warnings.js'
import type { CliWords } from './words.js'

interface Options {
  readonly author?: string
  readonly resume?: boolean
  readonly yes?: boolean
  readonly trigger: string
  readonly queue?: boolean
  readonly wait: boolean
}

export function addRetrain(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'retrain', 'retrain')
    .option('--author <name>', words.say('retrain.author'), nameGiven)
    .option('--resume', words.say('retrain.resume'))
    .option('--trigger <text>', words.say('retrain.trigger'), 'by hand')
    .option('--yes', words.say('retrain.yes'))
    .addOption(new Option('--queue', words.say('retrain.queue')).conflicts(['resume', 'trigger', 'yes']))
    .option('--no-wait', words.say('retrain.no-wait'))
    .action(({ author, resume = false, yes = false, trigger, queue = false, wait }: Options, command: Command) =>
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
          mayLose: yes,
          resume: resume ? 'unfinished' : 'same-inputs',
        } as const
        const outcome = await retrain(installation, request, context.progress.report)
        context.progress.stop()
        return tell(context, installation, outcome)
      }),
    )
}

/**
 * Asks for a retraining and, unless told otherwise, shows its progress until it ends. Ctrl-C stops only the watching, not the job.
 *
 * @returns null when the verb did not wait for the end
 */
async function retrainByQueue(
  { terminal, words, progress, json }: VerbContext,
  installation: Installation,
  author: Person | null,
  wait: boolean,
): Promise<Retrained | null> {
  const { followRetraining, queueRetraining } = await import('../../training/retrain/queued-retraining.js')
  const { job, merged } = await queueRetraining(installation, { author })
  if (!wait && json) terminal.printJson({ job: job.id, merged })
  else terminal.say(words.say(merged ? 'retrain.merged' : 'retrain.asked-for', { job: job.id }))
  if (!wait) return null
  return followRetraining(installation, job, {
    onProgress: progress.report,
    onUntaken: () => terminal.say(words.say('retrain.untaken')),
  })
}

async function tell(context: VerbContext, installation: Installation, outcome: Retrained): Promise<0 | 1> {
  const { terminal, json } = context
  const { versionDoubts } = await import('../../training/release/version-doubts.js')
  const doubts = warnOfDoubts(context, await versionDoubts(installation, outcome.version))
  const said = { ...outcome, reasons: await reasonsSaid(context, installation, outcome) }
  if (json) terminal.printJson({ ...said, ...doubts })
  else printOutcome(context, said)
  return outcome.gate === 'pass' ? 0 : 1
}

/** A run's outcome has its reasons in English; its stored verdict has them as facts, for any language. */
async function reasonsSaid({ words }: Talk, { store }: Installation, outcome: Retrained): Promise<readonly string[]> {
  if (outcome.unchanged || words.language === COMMON_LANGUAGE) return outcome.reasons
  const { keptReasons } = await import('../../training/release/verdicts.js')
  return (await keptReasons(store, outcome.version, words.language)) ?? outcome.reasons
}

function printOutcome(talk: Talk, outcome: Retrained): void {
  const { terminal, words } = talk
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
    first,
  } = outcome
  if (unchanged) {
    terminal.print(words.say('retrain.unchanged', { version }))
    return
  }
  if (resumed) terminal.say(words.say('retrain.resumed', { run }))
  if (encoder === 'adapted') terminal.print(words.say('retrain.encoder-adapted'))
  if (encoder === 'too-little') terminal.say(words.say('retrain.encoder-too-little'))
  const made = { version, embedded, reused }
  terminal.print(
    first
      ? words.say('retrain.judged-first', made)
      : champion === null
        ? words.say('retrain.judged-alone', made)
        : words.say('retrain.judged-against', { ...made, champion }),
  )
  printVerdict(talk, { gate, reasons })
  if (report !== null) terminal.say(words.say('retrain.report', { report }))
  if (rolledBack) terminal.print(words.say('retrain.rolled-back', { version }))
  if (promoted) terminal.print(words.say('retrain.promoted', { version }))
  else if (gate === 'pass') sayNext(talk, words.say('retrain.next', { version }))
  else if (first) sayNext(talk, words.say('retrain.next-after-hold'))
  if (first && gate === 'pass') sayNext(talk, words.say('retrain.next-golden'))
}
