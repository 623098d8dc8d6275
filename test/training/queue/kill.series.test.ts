import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../../deploy/installation/system-clock.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import type { Logger } from '../../../knowledge/ports.js'
import { openBullmqQueue } from '../../../training/adapters/bullmq-queue.js'
import { openInlineQueue } from '../../../training/adapters/inline-queue.js'
import type { Job } from '../../../training/queue/job.js'
import type { JobQueue } from '../../../training/queue/job-queue.js'
import { manualRetrain } from '../../contracts/job-queue.js'
import { ageLocks } from '../../support/age-locks.js'
import { temporaryDataFolder } from '../../support/freezing.js'
import { startRedis } from '../../support/redis.js'
import { requireOrSkip } from '../../support/requirements.js'
import { inLength } from '../../support/series.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const LOST_AFTER_MS = 3_000
const STEPS = 5
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }
const shared = { knowledgeBase: 'main', clock: systemClock, logger: silent }

interface Scene {
  /** the producer's view */
  readonly queue: JobQueue
  /** where the workers write their output */
  readonly output: string
  startWorker(stepMs: number): Promise<WorkerProcess>
}

interface WorkerProcess {
  kill(): Promise<void>
  /** @returns the exit status */
  terminate(): Promise<number | null>
}

async function inlineScene(): Promise<Scene> {
  const folder = await temporaryDataFolder()
  const output = await temporaryFolder()
  return {
    queue: openInlineQueue({ ...shared, store: folder }),
    output,
    startWorker: (stepMs) => startWorker(['inline', folder.place, output, `${LOST_AFTER_MS}`, `${stepMs}`]),
  }
}

async function redisScene() {
  const redis = await startRedis()
  onTestFinished(redis.remove)
  const output = await temporaryFolder()
  const queue = await openBullmqQueue({ ...shared, url: redis.url })
  onTestFinished(queue.close)
  return {
    redis,
    queue,
    output,
    startWorker: (stepMs: number) => startWorker(['bullmq', redis.url, output, `${LOST_AFTER_MS}`, `${stepMs}`]),
  }
}

async function startWorker(given: readonly string[]): Promise<WorkerProcess> {
  const { child, closed } = spawnWorker(given)
  await Promise.race([once(child.stdout ?? child, 'data'), closed])
  return {
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
    async terminate() {
      child.kill('SIGTERM')
      await closed
      return child.exitCode
    },
  }
}

function spawnWorker(given: readonly string[]): {
  readonly child: ChildProcess
  readonly closed: Promise<readonly unknown[]>
} {
  const script = packagePath('test', 'support', 'queue-worker.mjs')
  const child = spawn(process.execPath, [script, packagePath('dist'), ...given], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const closed = once(child, 'close')
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await closed
  })
  return { child, closed }
}

const linesOf = async (file: string) =>
  existsSync(file) ? (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '') : []

async function reachesStep({ output }: Scene, id: string, step: number): Promise<void> {
  await expect.poll(() => existsSync(join(output, id, `${step}`)), { interval: 5 }).toBe(true)
}

async function isDone({ queue }: Scene, id: string): Promise<Job> {
  const state = async () => (await queue.inspect(id).catch(() => null))?.state.kind
  await expect.poll(state, { interval: 50 }).toBe('done')
  const [job, ...more] = await queue.list()
  if (job === undefined) throw new Error('the job is gone')
  expect(more).toEqual([])
  return job
}

function takeover(adapter: string, openScene: () => Promise<Scene>) {
  it(`loses its job to another worker (${adapter})`, async () => {
    const scene = await openScene()
    const first = await scene.startWorker(300)
    const { job } = await scene.queue.submit(manualRetrain)
    await reachesStep(scene, job.id, 3)
    await first.kill()
    expect((await scene.queue.inspect(job.id))?.state.kind).toBe('running')
    await scene.startWorker(5)

    const ended = await isDone(scene, job.id)
    expect(ended).toMatchObject({ begun: 2, state: { result: { steps: STEPS, begun: 2 } } })
    expect(await linesOf(join(scene.output, 'calls.log'))).toEqual([`${job.id} 1`, `${job.id} 2`])
  })

  it(`runs a job that was requested while it was dead (${adapter})`, async () => {
    const scene = await openScene()
    await (await scene.startWorker(5)).kill()
    const { job } = await scene.queue.submit(manualRetrain)
    await scene.startWorker(5)

    expect((await isDone(scene, job.id)).begun).toBe(1)
  })
}

function orderlyStop(adapter: string, openScene: () => Promise<Scene>) {
  it(`hands its job back after a step, and the next worker continues from there (${adapter})`, async () => {
    const scene = await openScene()
    const first = await scene.startWorker(200)
    const { job } = await scene.queue.submit(manualRetrain)
    await reachesStep(scene, job.id, 2)

    expect(await first.terminate()).toBe(0)
    expect((await scene.queue.inspect(job.id))?.state).toEqual({ kind: 'waiting', dueAt: null, failure: null })
    await scene.startWorker(5)

    expect(await isDone(scene, job.id)).toMatchObject({ begun: 2, state: { result: { begun: 2 } } })
    expect(await linesOf(join(scene.output, 'steps.log'))).toEqual(
      Array.from({ length: STEPS }, (_, step) => `${job.id} ${step + 1}`),
    )
  })
}

describe('a worker without Redis', () => {
  describe('killed with SIGKILL', () => takeover('inline', inlineScene))
  describe('asked to stop', () => orderlyStop('inline', inlineScene))

  it('killed before any change to the disk loses nothing and records one result', async () => {
    let survived = false
    let kills = 0
    // The handler's own files are among what changes.
    for (let call = 1; !survived; call += inLength({ suite: 6, series: 1 })) {
      const folder = await temporaryDataFolder()
      const output = await temporaryFolder()
      const queue = openInlineQueue({ ...shared, store: folder })
      const { job } = await queue.submit(manualRetrain)
      const toTheEnd = async (killBefore: number) => {
        const { child, closed } = spawnWorker(['inline', folder.place, output, '60000', '1', `${killBefore}`])
        child.stdout?.resume()
        await closed
        return child.signalCode !== 'SIGKILL'
      }
      survived = await toTheEnd(call)
      if (!survived) {
        kills++
        await ageLocks(folder)
        expect(await toTheEnd(10_000)).toBe(true)
      }

      expect(await queue.list()).toMatchObject([{ id: job.id, state: { kind: 'done', result: { steps: STEPS } } }])
      expect(await readdir(join(output, job.id))).toHaveLength(STEPS)
    }
    // The number of progress writes depends on the machine.
    expect(kills).toBeGreaterThan(inLength({ suite: 1, series: 7 }))
  })
})

requireOrSkip('redis')('a worker on Redis', () => {
  describe('killed with SIGKILL', () => {
    takeover('bullmq', redisScene)

    it('fails a job that kills every worker', async () => {
      const scene = await redisScene()
      const { job } = await scene.queue.submit(manualRetrain)
      for (let death = 1; death <= 4; death++) {
        const worker = await scene.startWorker(60_000)
        await expect.poll(async () => (await linesOf(join(scene.output, 'calls.log'))).length).toBe(death)
        await worker.kill()
      }
      await scene.startWorker(5)

      await expect
        .poll(async () => (await scene.queue.inspect(job.id))?.state)
        .toMatchObject({
          kind: 'failed',
          failure: { code: 'JOB_STALLED', message: 'the worker was cut off 4 times at this job' },
        })
      expect(await linesOf(join(scene.output, 'calls.log'))).toHaveLength(4)
      expect(await linesOf(join(scene.output, 'errors.log'))).toEqual([`JOB_STALLED ${job.id}`])
    })
  })
  describe('asked to stop', () => orderlyStop('bullmq', redisScene))

  describe('whose Redis is killed', () => {
    it('finishes the job once Redis is back', async () => {
      const scene = await redisScene()
      await scene.startWorker(400)
      const { job } = await scene.queue.submit(manualRetrain)
      await reachesStep(scene, job.id, 2)
      await scene.redis.kill()
      await reachesStep(scene, job.id, 3)
      await scene.redis.restart()

      expect(await isDone(scene, job.id)).toMatchObject({ id: job.id, state: { result: { steps: STEPS } } })
      expect(await linesOf(join(scene.output, 'steps.log'))).toHaveLength(STEPS)
    })

    it('records one result when the work ended during a long outage', async () => {
      const scene = await redisScene()
      await scene.startWorker(100)
      const { job } = await scene.queue.submit(manualRetrain)
      await reachesStep(scene, job.id, 2)
      await scene.redis.kill()
      await reachesStep(scene, job.id, STEPS)
      await new Promise((resolve) => setTimeout(resolve, LOST_AFTER_MS + 1_000))
      await scene.redis.restart()

      await isDone(scene, job.id)
      expect(await linesOf(join(scene.output, 'steps.log'))).toHaveLength(STEPS)
    })

    it('runs a job requested earlier, although worker and Redis both died', async () => {
      const scene = await redisScene()
      const worker = await scene.startWorker(300)
      const { job } = await scene.queue.submit(manualRetrain)
      await reachesStep(scene, job.id, 2)
      await Promise.all([worker.kill(), scene.redis.kill()])
      await scene.redis.restart()
      await scene.startWorker(5)

      expect(await isDone(scene, job.id)).toMatchObject({ begun: 2 })
    })

    it('gives callers a clear error instead of a long wait', async () => {
      const scene = await redisScene()
      await scene.redis.kill()

      await expect(scene.queue.submit(manualRetrain)).rejects.toMatchObject({
        code: 'QUEUE_UNAVAILABLE',
        message: `no answer from the Redis at ${new URL(scene.redis.url).host}`,
      })
      await scene.redis.restart()
      await expect.poll(() => scene.queue.list().catch(() => null)).toEqual([])
    })
  })
})
