import type { Command } from 'commander'
import { errorAsKept } from '../../knowledge/errors.js'
import type { Job, JobFailure, JobFields, JobState } from '../../training/queue/job.js'
import type { Retrained } from '../../training/retrain/run/retrained.js'
import { addVerb } from './add-verb.js'
import type { Talk } from './talk.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import { type CliWords, nextSaid } from './words.js'

interface Options {
  readonly cancel?: string
}

export function addJobs(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'jobs', 'jobs')
    .option('--cancel <id>', words.say('jobs.cancel'))
    .action(({ cancel }: Options, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, json } = context
        const { cancelJob, listJobs } = await import('../../training/retrain/jobs.js')
        const { retrainedSchema } = await import('../../training/retrain/run/retrained.js')
        const installation = await openInstallation()
        if (cancel !== undefined) {
          const outcome = await cancelJob(installation, { id: cancel })
          if (json) terminal.printJson({ job: cancel, outcome })
          else terminal.print(plain(words.say(`jobs.${outcome}`, { job: cancel })))
          return outcome === 'cancelled' ? 0 : 1
        }
        const { jobs, schedules } = await listJobs(installation)
        if (json) terminal.printJson({ jobs, schedules })
        else printJobs(context, jobs, (result) => retrainedSchema.parse(result))
        for (const { name, cron, timeZone, nextAt } of json ? [] : schedules) {
          terminal.print(plain(words.say('jobs.schedule', { name, cron, timeZone, at: minuteOf(nextAt) })))
        }
        return 0
      }),
    )
}

type ReadResult = (result: JobFields) => Retrained

function printJobs({ terminal, words }: Talk, jobs: readonly Job[], read: ReadResult): void {
  if (jobs.length === 0) terminal.say(words.say('jobs.none'))
  for (const { id, asks, begun, state } of jobs) {
    const askers = new Set(asks.map(({ trigger, askedBy }) => (trigger === 'manual' ? askedBy : trigger)))
    const job = { job: id, state: describeState(state, words, read), askers: [...askers].join(', ') }
    const said =
      begun > 1 ? words.say('jobs.job-again', { ...job, attempt: String(begun) }) : words.say('jobs.job', job)
    terminal.print(plain(said))
  }
}

function describeState(state: JobState, words: CliWords, read: ReadResult): string {
  switch (state.kind) {
    case 'waiting':
      return waiting(state, words)
    case 'running': {
      if (state.progress === null) return words.say('jobs.runs')
      const { step, done, total } = state.progress
      return total === null
        ? words.say('jobs.runs-step', { step })
        : words.say('jobs.runs-step-of', { step, done: String(done), total: String(total) })
    }
    case 'failed': {
      const { failure } = state
      return words.say('jobs.failed', { code: failure.code, message: failureSaid(failure, words) })
    }
    case 'done': {
      const { version, gate, unchanged } = read(state.result)
      if (unchanged) return words.say('jobs.done-unchanged')
      return words.say(gate === 'hold' ? 'jobs.done-held' : 'jobs.done', { version })
    }
  }
}

function waiting({ dueAt, failure }: Extract<JobState, { kind: 'waiting' }>, words: CliWords): string {
  const [due, again] = [dueAt === null ? null : minuteOf(dueAt), failure?.code ?? null]
  if (due === null) return again === null ? words.say('jobs.waits') : words.say('jobs.waits-again', { code: again })
  return again === null
    ? words.say('jobs.waits-until', { at: due })
    : words.say('jobs.waits-until-again', { at: due, code: again })
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
