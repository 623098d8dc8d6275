import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { killBeforeCall } from './kill-before.mjs'

/**
 * Runs a queue worker in its own process: `node queue-worker.mjs <dist> <bullmq|inline> <redis url|data folder> <output folder>
 * <lost after ms> <step ms> [killBefore]`.
 *
 * A job has five steps, each kept as a file under the job's id, so that a restarted job continues where it stopped. Every call
 * of the handler adds a line to `calls.log`, every finished step one to `steps.log`, every logged error its code and job to
 * `errors.log`. Prints "working" once it works, stops on SIGTERM and ends when no work is left. With `killBefore` n it kills
 * itself right before its n-th change to the disk.
 */
const [dist, adapter, place, output, lostAfterMs, stepMs, killBefore] = process.argv.slice(2)
const load = (path) => import(pathToFileURL(`${dist}/${path}.js`).href)
const STEPS = 5

const clock = { now: () => new Date() }
const logger = {
  debug() {},
  info() {},
  warn() {},
  error: ({ code, job }) => void appendFile(join(output, 'errors.log'), `${code} ${job}\n`),
}
const shared = { knowledgeBase: 'main', clock, logger, lostAfterMs: Number(lostAfterMs), stopGraceMs: 5_000 }

async function openQueue() {
  if (adapter === 'bullmq') {
    const { openBullmqQueue } = await load('training/adapters/bullmq-queue')
    return openBullmqQueue({ ...shared, url: place })
  }
  const { openInlineQueue } = await load('training/adapters/inline-queue')
  const { folderStore } = await load('knowledge/adapters/folder-store')
  return openInlineQueue({ ...shared, store: folderStore(place) })
}

async function handle(job, { signal, report }) {
  await appendFile(join(output, 'calls.log'), `${job.id} ${job.begun}\n`)
  await mkdir(join(output, job.id), { recursive: true })
  for (let step = 1; step <= STEPS; step++) {
    if (signal.aborted) return { kind: 'handed-back' }
    report('step', step, STEPS)
    const kept = await writeFile(join(output, job.id, `${step}`), '', { flag: 'wx' }).then(
      () => true,
      () => false,
    )
    if (!kept) continue
    await sleep(Number(stepMs))
    await appendFile(join(output, 'steps.log'), `${job.id} ${step}\n`)
  }
  return { kind: 'done', result: { steps: STEPS, begun: job.begun } }
}

const queue = await openQueue()
if (killBefore !== undefined) await killBeforeCall(Number(killBefore))
process.on('SIGTERM', async () => {
  await queue.close()
  process.stdout.write('stopped\n')
  process.exit(0)
})
await queue.work(handle)
process.stdout.write('working\n')
if (killBefore !== undefined) {
  for (;;) {
    const jobs = await queue.list()
    if (jobs.every(({ state }) => state.kind === 'done')) break
    await sleep(10)
  }
  await queue.close()
  process.stdout.write('done\n')
}
