import type { Command } from 'commander'
import { errorAsKept } from '../../knowledge/errors.js'
import type { Job, JobFailure, JobFields, JobState } from '../../training/queue/job.js'
import type { Retrained } from '../../training/retrain/run/retrained.js'
import { plain, type Terminal } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'
import { type CliWords, nextSaid } from './words.js'

interface Options {
  readonly cancel?: string
}

export function addJobs(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'jobs',
    'List the jobs that wait, run and have ended, in the order of asking, and the schedules; or take one away that waits.',
    {
      no: 'the job cannot be taken away',
      example: 'ventanilla jobs\nventanilla jobs --cancel retrain-20260301-100000-4f1c09',
    },
  )
    .option('--cancel <id>', 'take away a job that waits')
    .action(({ cancel }: Options, command: Command) =>
      run(command, async ({ openInstallation, terminal, words, json }) => {
        const { cancelJob, listJobs } = await import('../../training/retrain/jobs.js')
        const { retrainedSchema } = await import('../../training/retrain/run/retrained.js')
        const installation = await openInstallation()
        if (cancel !== undefined) {
          const outcome = await cancelJob(installation, { id: cancel })
          if (json) terminal.printJson({ job: cancel, outcome })
          else terminal.print(plain(`${cancel}: ${CANCELLATIONS[outcome]}`))
          return outcome === 'cancelled' ? 0 : 1
        }
        const { jobs, schedules } = await listJobs(installation)
        if (json) terminal.printJson({ jobs, schedules })
        else printJobs(terminal, words, jobs, (result) => retrainedSchema.parse(result))
        for (const { name, cron, timeZone, nextAt } of json ? [] : schedules) {
          terminal.print(plain(`schedule ${name}: ${cron} (${timeZone}), next ${minuteOf(nextAt)} UTC`))
        }
        return 0
      }),
    )
}

const CANCELLATIONS = {
  cancelled: 'taken away',
  running: 'is being worked on and stays',
  finished: 'has ended already',
  unknown: 'there is no such job',
} as const

type ReadResult = (result: JobFields) => Retrained

function printJobs(terminal: Terminal, words: CliWords, jobs: readonly Job[], read: ReadResult): void {
  if (jobs.length === 0) terminal.say('no job; ask for one with: ventanilla retrain --queue')
  for (const { id, asks, begun, state } of jobs) {
    const askers = [...new Set(asks.map(({ trigger, askedBy }) => (trigger === 'manual' ? askedBy : trigger)))]
    const again = begun > 1 ? `, attempt ${begun}` : ''
    terminal.print(plain(`${id} ${describeState(state, words, read)}${again}, asked by ${askers.join(', ')}`))
  }
}

function describeState(state: JobState, words: CliWords, read: ReadResult): string {
  if (state.kind === 'waiting') {
    const due = state.dueAt === null ? '' : ` until ${minuteOf(state.dueAt)} UTC`
    return state.failure === null ? `waits${due}` : `waits${due} to try again [${state.failure.code}]`
  }
  if (state.kind === 'running') {
    if (state.progress === null) return 'runs'
    const { step, done, total } = state.progress
    return `runs: ${step}${total === null ? '' : ` ${done}/${total}`}`
  }
  if (state.kind === 'failed') return `failed [${state.failure.code}] ${failureSaid(state.failure, words)}`
  const { version, gate, unchanged } = read(state.result)
  if (unchanged) return 'done: nothing had changed'
  return `done: ${version}${gate === 'hold' ? ', held by the gate' : ''}`
}

function failureSaid(failure: JobFailure, words: CliWords): string {
  const foreseen = errorAsKept(failure)
  if (foreseen !== null) return foreseen.messageIn(words.language, (step) => nextSaid(step, words))
  const { name } = failure.facts ?? {}
  return typeof name === 'string' ? words.say('failure.job-unexpected', { name }) : failure.message
}

function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ')
}
