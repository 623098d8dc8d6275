import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Person, storedAuthor } from '../../knowledge/person.js'
import type { Logger } from '../../knowledge/ports.js'
import type { Job, JobFields } from '../../training/queue/job.js'
import type { Attempt, JobHandler } from '../../training/queue/job-queue.js'
import { errorOf } from '../../training/queue/retry.js'
import type { Retrained } from '../../training/retrain/run/retrained.js'
import { type RetrainNews, type RetrainOrder, retrainNewsSchema } from './retrain-messages.js'

/** A process that does not stop within this time is killed; the run keeps its finished steps. */
const LET_GO_MS = 3_000
const MOST_REASONS = 100
const LONGEST_REASON = 2_000

/** Runs a retraining job in a process of its own. It logs the begin and the result, because nobody watches a scheduled job. */
export function retrainJobHandler(dataFolder: string, logger: Logger): JobHandler {
  return async (job, attempt) => {
    const { id, begun, asks } = job
    logger.info({ job: id, attempt: begun, triggers: asks.map(({ trigger }) => trigger) }, 'a retraining begins')
    const order = { dataFolder, ...storedAuthor(authorIn(job)), trigger: triggerOf(job) }
    const retrained = await retrainInProcess(order, attempt)
    if (retrained === null) return { kind: 'handed-back' }
    const { run, version, gate, promoted, unchanged } = retrained
    const fields = { job: id, run, version, gate, promoted, unchanged }
    if (gate === 'hold') logger.warn(fields, 'a retraining is done, and the gate holds its version')
    else logger.info(fields, 'a retraining is done')
    return { kind: 'done', result: fieldsOf(retrained) }
  }
}

/** @returns null when the job was told to stop */
async function retrainInProcess(order: RetrainOrder, { signal, report }: Attempt): Promise<Retrained | null> {
  if (signal.aborted) return null
  const child = fork(fileURLToPath(new URL('./retrain-process.js', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const letGo = () => stopChild(child)
  signal.addEventListener('abort', letGo)
  try {
    const news = await lastNews(child, order, report)
    if (news?.kind === 'retrained') return news.retrained
    if (news?.kind === 'failed') throw errorOf(news.failure)
    if (signal.aborted) return null
    throw new Error(`the retraining process ended without a result (${child.signalCode ?? child.exitCode})`)
  } finally {
    signal.removeEventListener('abort', letGo)
  }
}

/** Sends the order and listens until the process has ended. @returns its outcome, or null when it sent none */
function lastNews(
  child: ChildProcess,
  order: RetrainOrder,
  report: Attempt['report'],
): Promise<Exclude<RetrainNews, { kind: 'progress' }> | null> {
  return new Promise((resolve, reject) => {
    let last: Exclude<RetrainNews, { kind: 'progress' }> | null = null
    child.on('message', (message) => {
      const news = retrainNewsSchema.parse(message)
      if (news.kind === 'progress') report(news.progress.step, news.progress.done, news.progress.total)
      else last = news
    })
    child.once('error', reject)
    // Its last message may arrive after the process has ended, while the channel is still open.
    const ended = () => {
      if (!child.connected && (child.exitCode !== null || child.signalCode !== null)) resolve(last)
    }
    child.once('exit', ended)
    child.once('disconnect', ended)
    child.send(order, (error) => error !== null && reject(error))
  })
}

function stopChild(child: ChildProcess): void {
  if (child.connected) child.disconnect()
  const timer = setTimeout(() => child.kill('SIGKILL'), LET_GO_MS)
  child.once('exit', () => clearTimeout(timer))
}

function fieldsOf(retrained: Retrained): JobFields {
  const reasons = retrained.reasons.slice(0, MOST_REASONS).map((reason) => reason.slice(0, LONGEST_REASON))
  return { ...retrained, reasons }
}

function authorIn({ payload: { author, authorAccount } }: Job): Person | null {
  if (typeof author !== 'string') return null
  return { name: author, account: typeof authorAccount === 'string' ? authorAccount : null }
}

/** e.g. `manual by Ana, curation (retrain-20260301-100000-4f1c09)` */
function triggerOf({ id, asks }: Job): string {
  const askers = asks.map(({ trigger, askedBy }) => (askedBy === trigger ? trigger : `${trigger} by ${askedBy}`))
  return `${[...new Set(askers)].join(', ')} (${id})`
}
