import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { packagePath } from '../../knowledge/basics/package-path.js'
import { addSharedOptions, helpEnd } from './add-verb.js'
import { addAsk } from './ask.js'
import { addAudit } from './audit.js'
import { addBench } from './bench.js'
import { addCanary } from './canary.js'
import { addCompare } from './compare.js'
import { addCurate } from './curate.js'
import { addDiff } from './diff.js'
import { addDrift } from './drift.js'
import { addEncoder } from './encoder.js'
import { addEvaluate } from './evaluate.js'
import { addFreeze } from './freeze.js'
import { addGolden } from './golden.js'
import { helpIn } from './help.js'
import { addImport } from './import.js'
import { addJobs } from './jobs.js'
import { addModel } from './model.js'
import { addPromote } from './promote.js'
import { addReceipt } from './receipt.js'
import { addRetention } from './retention.js'
import { addRetire } from './retire.js'
import { addRetrain } from './retrain.js'
import { addRollback } from './rollback.js'
import { addServe } from './serve.js'
import { addSettings } from './settings.js'
import { addShadow } from './shadow.js'
import { json } from './terminal.js'
import { addUnanswered } from './unanswered.js'
import { usageErrorSaid } from './usage-error.js'
import { type ExitStatus, type RunVerb, verbRunner } from './verb.js'
import { addVersions } from './versions.js'
import { type CliWords, spokenWords } from './words.js'
import { addWorker } from './worker.js'

const VERBS: readonly ((program: Command, run: RunVerb, words: CliWords) => void)[] = [
  addServe,
  addWorker,
  addImport,
  addRetention,
  addRetire,
  addFreeze,
  addVersions,
  addRetrain,
  addJobs,
  addEvaluate,
  addCompare,
  addDiff,
  addPromote,
  addRollback,
  addShadow,
  addCanary,
  addDrift,
  addAudit,
  addAsk,
  addReceipt,
  addUnanswered,
  addCurate,
  addGolden,
  addBench,
  addModel,
  addEncoder,
  addSettings,
]

/**
 * The command line. Returns the exit status; never ends the process itself, so that output is always flushed.
 *
 * @param argv without the node and script names
 */
export async function main(argv: readonly string[]): Promise<ExitStatus> {
  endQuietlyOnBrokenPipe()
  const words = spokenWords(argv)
  let status: ExitStatus = 0
  const program = new Command('ventanilla')
    .description(words.say('program.purpose'))
    .version(packageVersion(), '--version', words.say('help.version'))
    .helpOption('--help', words.say('help.help'))
    .helpCommand('help [command]', words.say('help.help-command'))
    .configureHelp(helpIn(words))
    .addHelpText('after', helpEnd(words, words.say('program.no'), words.say('program.example')))
    // Without this, `ask --version kb-000001` would mean the program's own --version.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showSuggestionAfterError()
  addSharedOptions(program, words)
  const run = verbRunner((result) => {
    status = result
  }, words)
  for (const add of VERBS) add(program, run, words)
  shareSettings(program)
  let misused = program
  onUsageError(program, (command) => {
    // An unnamed verb is the default of its group; the group's help lists the others.
    misused = argv.includes(command.name()) ? command : (command.parent ?? command)
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0
    if (error.code !== 'commander.help') process.stderr.write(`${describeUsageError(error, argv, misused, words)}\n`)
    return 2
  }
  return status
}

/** Subcommands do not inherit settings that were made after their creation. */
function shareSettings(program: Command): void {
  for (const command of program.commands) {
    command.copyInheritedSettings(program)
    shareSettings(command)
  }
}

/** Reports the misused verb before the failure is thrown. */
function onUsageError(command: Command, tell: (command: Command) => void): void {
  command.exitOverride((error) => {
    tell(command)
    throw error
  })
  for (const verb of command.commands) onUsageError(verb, tell)
}

function describeUsageError(error: CommanderError, argv: readonly string[], misused: Command, words: CliWords): string {
  const [code, message, hint] = ['BAD_USAGE', usageErrorSaid(error, words), `${fullName(misused)} --help`]
  if (argv.includes('--json')) return json({ error: { code, message, hint, problems: [] } })
  return words.say('talk.failure', { code, message, next: hint })
}

/** The command as it is typed, e.g. `ventanilla curate ignore`. */
function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`
}

/** `ventanilla versions | head -1` is not a failure. */
function endQuietlyOnBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit(0)
    })
  }
}

function packageVersion(): string {
  return JSON.parse(readFileSync(packagePath('package.json'), 'utf8')).version
}
