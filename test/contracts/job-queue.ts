import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Logger } from '../../knowledge/ports.js'
import type { Job, JobFields, JobRequest } from '../../training/queue/job.js'
import type { Handled, JobHandler, JobQueue } from '../../training/queue/job-queue.js'
import type { RetryPolicy } from '../../training/queue/retry.js'

/** The queue options that the contract sets. */
const BUSY = { what: 'log', folder: 'unanswered' } as const

export interface QueueSettings {
  readonly knowledgeBase: string
  readonly retry: RetryPolicy
  readonly logger: Logger
  readonly stopGraceMs: number
}

/** An empty store, and queues on it. Two queues with the same name act like one queue in two processes. */
export interface QueueStore {
  open(settings: QueueSettings): Promise<JobQueue>
}

/** Longer than any test. */
const HOUR_MS = 3_600_000

export const manualRetrain: JobRequest = {
  kind: 'retrain',
  trigger: 'manual',
  askedBy: 'Ana',
  dedupeKey: 'retrain',
  payload: { author: 'Ana', limit: 3, force: true, note: null },
}

export const done = (result: JobFields = {}): Handled => ({ kind: 'done', result })

/** The contract of every job queue. */
export function jobQueueContract(name: string, openStore: () => Promise<QueueStore>): void {
  const quick: RetryPolicy = { attempts: 3, firstDelayMs: 150 }

  async function open(changes: Partial<QueueSettings> = {}) {
    const store = await openStore()
    const warnings: unknown[] = []
    const errors: unknown[] = []
    const logger: Logger = {
      debug() {},
      info() {},
      warn: (fields) => warnings.push(fields),
      error: (fields, message) => errors.push({ ...fields, message }),
    }
    const another = async (more: Partial<QueueSettings> = {}) => {
      const queue = await store.open({
        knowledgeBase: 'main',
        retry: quick,
        logger,
        stopGraceMs: 2_000,
        ...changes,
        ...more,
      })
      onTestFinished(() => queue.close())
      return queue
    }
    return { queue: await another(), another, warnings, errors }
  }

  const stateOf = async (queue: JobQueue, id: string) => (await queue.inspect(id))?.state.kind ?? 'gone'
  const ends = async (queue: JobQueue, id: string, kind = 'done'): Promise<Job> => {
    await expect.poll(() => stateOf(queue, id), { interval: 20 }).toBe(kind)
    const job = await queue.inspect(id)
    if (job === null) throw new Error('the job is gone')
    return job
  }

  describe(`${name} job queue`, () => {
    it('keeps a job as requested until a worker starts', async () => {
      const { queue, another } = await open()
      const { job, merged } = await queue.submit(manualRetrain)

      expect(merged).toBe(false)
      expect(job).toEqual({
        id: expect.stringMatching(/^retrain-\d{8}-\d{6}-[0-9a-f]{6}$/),
        knowledgeBase: 'main',
        kind: 'retrain',
        dedupeKey: 'retrain',
        payload: { author: 'Ana', limit: 3, force: true, note: null },
        asks: [{ trigger: 'manual', askedBy: 'Ana', at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) }],
        begun: 0,
        state: { kind: 'waiting', dueAt: null, failure: null },
      })
      expect(await (await another()).inspect(job.id)).toEqual(job)
    })

    it('hands the job to the handler and keeps the result', async () => {
      const { queue, another } = await open()
      const given: Job[] = []
      await queue.work(async (job) => {
        given.push(job)
        return done({ version: 'kb-000002', embedded: 12, reasons: ['no golden case'] })
      })
      const { job } = await (await another()).submit(manualRetrain)

      const ended = await ends(queue, job.id)
      expect(ended.state).toEqual({
        kind: 'done',
        at: expect.any(String),
        result: { version: 'kb-000002', embedded: 12, reasons: ['no golden case'] },
      })
      expect(ended.begun).toBe(1)
      expect(given).toMatchObject([{ id: job.id, payload: job.payload, state: { kind: 'running' } }])
    })

    it('refuses an invalid request', async () => {
      const { queue } = await open()
      const refused = { code: 'BAD_INPUT', next: { do: 'give-job-request' } }

      await expect(queue.submit({ ...manualRetrain, dedupeKey: 'a b' })).rejects.toMatchObject(refused)
      await expect(queue.submit({ ...manualRetrain, askedBy: ' ' })).rejects.toMatchObject(refused)
      await expect(queue.submit({ ...manualRetrain, payload: { text: 'x'.repeat(2_001) } })).rejects.toMatchObject(
        refused,
      )
      expect(await queue.list()).toEqual([])
    })

    it('merges a request into the same job while that job has not begun, and says so', async () => {
      const { queue, another } = await open()
      const first = await queue.submit(manualRetrain)
      const second = await (await another()).submit({ ...manualRetrain, trigger: 'curation', askedBy: 'curation' })

      expect(second.merged).toBe(true)
      expect(second.job.id).toBe(first.job.id)
      expect(second.job.asks.map(({ trigger, askedBy }) => [trigger, askedBy])).toEqual([
        ['manual', 'Ana'],
        ['curation', 'curation'],
      ])
      expect(await queue.list()).toEqual([second.job])
    })

    it('does not merge requests with different keys', async () => {
      const { queue } = await open()
      await queue.submit(manualRetrain)
      expect((await queue.submit({ ...manualRetrain, dedupeKey: 'other' })).merged).toBe(false)
      expect((await queue.list()).map(({ dedupeKey }) => dedupeKey)).toEqual(['retrain', 'other'])
    })

    it('never merges into a job that has begun: one runs, one waits', async () => {
      const { queue } = await open()
      const gate = createGate()
      const order: string[] = []
      await queue.work(async ({ id }) => {
        order.push(id)
        await gate.passed
        return done()
      })
      const first = await queue.submit(manualRetrain)
      await ends(queue, first.job.id, 'running')
      await expect.poll(() => order.length).toBe(1)

      const second = await queue.submit(manualRetrain)
      const third = await queue.submit(manualRetrain)
      expect(second.merged).toBe(false)
      expect(third.merged).toBe(true)
      expect(third.job.id).toBe(second.job.id)

      gate.open()
      await ends(queue, second.job.id)
      expect(order).toEqual([first.job.id, second.job.id])
    })

    it('never merges into a job that waits for its next attempt', async () => {
      const { queue } = await open({ retry: { attempts: 2, firstDelayMs: HOUR_MS } })
      await queue.work(async () => {
        throw new Error('try again')
      })
      const first = await queue.submit(manualRetrain)
      await expect.poll(async () => (await queue.inspect(first.job.id))?.begun).toBe(1)
      await ends(queue, first.job.id, 'waiting')

      expect((await queue.submit(manualRetrain)).merged).toBe(false)
    })

    it('runs one job at a time, in the order of the requests, however many workers there are', async () => {
      const { queue, another } = await open()
      const ids: string[] = []
      for (const dedupeKey of ['a', 'b', 'c', 'd']) {
        ids.push((await queue.submit({ ...manualRetrain, dedupeKey })).job.id)
      }
      const begun: string[] = []
      let atOnce = 0
      let mostAtOnce = 0
      const handler: JobHandler = async ({ id }) => {
        begun.push(id)
        mostAtOnce = Math.max(mostAtOnce, ++atOnce)
        await sleep(30)
        atOnce--
        return done()
      }
      await Promise.all([queue, await another(), await another()].map((each) => each.work(handler)))

      for (const id of ids) await ends(queue, id)
      expect(begun).toEqual(ids)
      expect(mostAtOnce).toBe(1)
    })

    it('runs jobs of different knowledge bases independently', async () => {
      const { queue, another } = await open()
      const other = await another({ knowledgeBase: 'other' })
      const gate = createGate()
      await queue.work(async () => {
        await gate.passed
        return done()
      })
      await other.work(async () => done())
      const held = await queue.submit(manualRetrain)
      await ends(queue, held.job.id, 'running')

      const { job } = await other.submit(manualRetrain)
      await ends(other, job.id)

      expect(job.knowledgeBase).toBe('other')
      expect(await stateOf(queue, held.job.id)).toBe('running')
      expect(await queue.inspect(job.id)).toBeNull()
      gate.open()
      await ends(queue, held.job.id)
    })

    it('shows the progress of a job', async () => {
      const { queue, another } = await open()
      const gate = createGate()
      await queue.work(async (_job, { report }) => {
        report('embed', 3, 10)
        await gate.passed
        return done()
      })
      const { job } = await queue.submit(manualRetrain)
      const watcher = await another()

      await expect
        .poll(async () => (await watcher.inspect(job.id))?.state)
        .toEqual({ kind: 'running', since: expect.any(String), progress: { step: 'embed', done: 3, total: 10 } })
      gate.open()
      await ends(queue, job.id)
    })

    it('retries after a temporary failure with growing delays', async () => {
      const { queue } = await open()
      const beganAtMs: number[] = []
      await queue.work(async ({ begun }) => {
        beganAtMs.push(performance.now())
        if (begun < 3) throw new KnowledgeError('DATA_FOLDER_BUSY', BUSY, { do: 'stop-other-server' })
        return done({ attempt: begun })
      })
      const { job } = await queue.submit(manualRetrain)

      expect((await ends(queue, job.id)).state).toMatchObject({ result: { attempt: 3 } })
      const [first = 0, second = 0, third = 0] = beganAtMs
      expect(second - first).toBeGreaterThanOrEqual(quick.firstDelayMs - 5)
      expect(third - second).toBeGreaterThanOrEqual(2 * quick.firstDelayMs - 5)
    })

    it('says why and until when a job waits for its next attempt', async () => {
      const { queue } = await open({ retry: { attempts: 2, firstDelayMs: HOUR_MS } })
      await queue.work(async () => {
        throw new KnowledgeError('DATA_FOLDER_BUSY', BUSY, { do: 'stop-other-server' })
      })
      const { job } = await queue.submit(manualRetrain)
      await expect
        .poll(async () => (await queue.inspect(job.id))?.state)
        .toEqual({
          kind: 'waiting',
          dueAt: expect.any(String),
          failure: {
            code: 'DATA_FOLDER_BUSY',
            message: 'another process is recording into unanswered',
            hint: 'stop the other server that uses this data folder, or point VENTANILLA_DATA at another folder',
            facts: BUSY,
            next: { do: 'stop-other-server' },
          },
        })
    })

    it('gives up after the last attempt and keeps the reason, without the message of an unexpected error', async () => {
      const { queue, warnings, errors } = await open({ retry: { attempts: 2, firstDelayMs: 10 } })
      await queue.work(async () => {
        throw new TypeError('the citizen wrote: my number is 12345678Z')
      })
      const { job } = await queue.submit(manualRetrain)

      const ended = await ends(queue, job.id, 'failed')
      expect(ended.begun).toBe(2)
      expect(ended.state).toEqual({
        kind: 'failed',
        at: expect.any(String),
        failure: {
          code: 'UNEXPECTED',
          message: 'the job failed unexpectedly (TypeError)',
          hint: 'this is a defect in Ventanilla; the log of the worker holds the details',
          facts: { name: 'TypeError' },
          next: { do: 'read-worker-log' },
        },
      })
      expect(warnings).toMatchObject([{ job: job.id, attempt: 1, err: expect.any(TypeError) }])
      expect(errors).toMatchObject([
        { job: job.id, attempt: 2, err: expect.any(TypeError), message: 'a job failed and is not tried again' },
      ])
    })

    it('does not retry bad input', async () => {
      const { queue, errors } = await open()
      await queue.work(async () => {
        throw new KnowledgeError('EMPTY_KNOWLEDGE_BASE', { what: 'nothing-to-freeze' }, { do: 'import-first' })
      })
      const { job } = await queue.submit(manualRetrain)

      expect(await ends(queue, job.id, 'failed')).toMatchObject({
        begun: 1,
        state: { failure: { code: 'EMPTY_KNOWLEDGE_BASE', next: { do: 'import-first' } } },
      })
      expect(errors).toMatchObject([{ job: job.id, attempt: 1 }])
    })

    it('lets others go first while a job waits for its next attempt', async () => {
      const { queue } = await open({ retry: { attempts: 2, firstDelayMs: HOUR_MS } })
      const order: string[] = []
      await queue.work(async ({ dedupeKey, begun }) => {
        order.push(dedupeKey)
        if (dedupeKey === 'a' && begun === 1) throw new Error('not yet')
        return done()
      })
      const a = await queue.submit({ ...manualRetrain, dedupeKey: 'a' })
      const b = await queue.submit({ ...manualRetrain, dedupeKey: 'b' })

      await ends(queue, b.job.id)
      expect(order).toEqual(['a', 'b'])
      expect(await stateOf(queue, a.job.id)).toBe('waiting')
    })

    it('cancels a waiting job, and no other', async () => {
      const { queue } = await open()
      const gate = createGate()
      const taken = await queue.submit({ ...manualRetrain, dedupeKey: 'taken' })
      const waiting = await queue.submit({ ...manualRetrain, dedupeKey: 'waiting' })
      await queue.work(async () => {
        await gate.passed
        return done()
      })
      await ends(queue, taken.job.id, 'running')

      expect(await queue.cancel(waiting.job.id)).toBe('cancelled')
      expect(await queue.inspect(waiting.job.id)).toBeNull()
      expect(await queue.cancel(waiting.job.id)).toBe('unknown')
      expect(await queue.cancel(taken.job.id)).toBe('running')
      gate.open()
      await ends(queue, taken.job.id)
      expect(await queue.cancel(taken.job.id)).toBe('finished')
      expect((await queue.list()).map(({ id }) => id)).toEqual([taken.job.id])
    })

    it('accepts a cancelled request again', async () => {
      const { queue } = await open()
      const first = await queue.submit(manualRetrain)
      await queue.cancel(first.job.id)

      const second = await queue.submit(manualRetrain)
      expect(second.merged).toBe(false)
      expect(second.job.id).not.toBe(first.job.id)
    })

    it('lets the handler finish when the worker stops, and records the result', async () => {
      const { queue } = await open({ stopGraceMs: HOUR_MS })
      const gate = createGate()
      const worker = await queue.work(async () => {
        await gate.passed
        return done({ finished: 1 })
      })
      const { job } = await queue.submit(manualRetrain)
      await ends(queue, job.id, 'running')

      const stopped = worker.stop()
      gate.open()
      await stopped
      expect((await queue.inspect(job.id))?.state).toMatchObject({ kind: 'done', result: { finished: 1 } })
    })

    it('gives a job that was handed back at a stop to the next worker, without counting a failure', async () => {
      const { queue, another } = await open({ retry: { attempts: 1, firstDelayMs: 10 } })
      const ids: string[] = []
      const worker = await queue.work(async ({ id }, { signal }) => {
        ids.push(id)
        while (!signal.aborted) await sleep(5)
        return { kind: 'handed-back' }
      })
      const { job } = await queue.submit(manualRetrain)
      await expect.poll(() => ids.length).toBe(1)
      await worker.stop()
      expect((await queue.inspect(job.id))?.state).toEqual({ kind: 'waiting', dueAt: null, failure: null })

      await (await another()).work(async ({ id }) => {
        ids.push(id)
        return done()
      })
      expect((await ends(queue, job.id)).begun).toBe(2)
      expect(ids).toEqual([job.id, job.id])
    })

    it('starts no job after a stop', async () => {
      const { queue } = await open()
      const worker = await queue.work(async () => done())
      await worker.stop()
      await worker.stop()

      const { job } = await queue.submit(manualRetrain)
      await sleep(1_200)
      expect(await stateOf(queue, job.id)).toBe('waiting')
    })

    it('submits a job at every moment of a schedule', async () => {
      const { queue } = await open()
      const asked: unknown[] = []
      await queue.work(async ({ asks }) => {
        asked.push(asks.map(({ trigger }) => trigger))
        return done()
      })
      await queue.schedule({ ...everySecond, name: 'nightly' })
      const [planned] = await queue.schedules()

      expect(planned).toEqual({ ...everySecond, name: 'nightly', nextAt: expect.stringMatching(/Z$/) })
      await expect.poll(() => asked.length).toBeGreaterThanOrEqual(2)
      expect(asked.slice(0, 2)).toEqual([['schedule'], ['schedule']])
    })

    it('submits no more jobs when the schedule is removed', async () => {
      const { queue } = await open()
      await queue.schedule({ ...everySecond, name: 'nightly' })

      expect(await queue.unschedule('nightly')).toBe(true)
      expect(await queue.unschedule('nightly')).toBe(false)
      expect(await queue.schedules()).toEqual([])
      await queue.work(async () => done())
      await sleep(2_200)
      expect(await queue.list()).toEqual([])
    })

    it('makes up once for moments that passed without a worker, also when the schedule is set again', async () => {
      const { queue } = await open()
      await queue.schedule({ ...everySecond, name: 'nightly' })
      const [planned] = await queue.schedules()
      await sleep(2_500)
      await queue.schedule({ ...everySecond, name: 'nightly' })
      const gate = createGate()
      await queue.work(async () => {
        await gate.passed
        return done()
      })
      await expect.poll(async () => (await queue.list()).length).toBeGreaterThanOrEqual(1)

      const [first] = await queue.list()
      expect(first?.id).toBe(`retrain-${momentOf(planned?.nextAt ?? '')}-nightly`)
      gate.open()
    })

    it('replaces a schedule of the same name', async () => {
      const { queue } = await open()
      await queue.schedule({ ...everySecond, name: 'nightly' })
      await queue.schedule({ ...everySecond, name: 'nightly', cron: '30 3 * * 1-5', timeZone: 'Europe/Riga' })

      expect(await queue.schedules()).toMatchObject([{ cron: '30 3 * * 1-5', timeZone: 'Europe/Riga' }])
    })

    it.each([
      [{ cron: 'at noon' }, '"at noon" is no cron pattern'],
      [{ cron: '0 0 30 2 *' }, '"0 0 30 2 *" is no cron pattern'],
      [{ timeZone: 'Europe/Atlantis' }, '"Europe/Atlantis" is no time zone'],
      [{ name: 'a b' }, '"a b" is no name of a schedule'],
    ])('refuses the schedule %j', async (wrong, message) => {
      const { queue } = await open()
      await expect(queue.schedule({ ...everySecond, name: 'nightly', ...wrong })).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message,
      })
    })
  })
}

const everySecond = {
  cron: '* * * * * *',
  timeZone: 'UTC',
  request: { ...manualRetrain, trigger: 'schedule', askedBy: 'schedule' },
} as const

function momentOf(iso: string): string {
  return `${iso.slice(0, 10).replaceAll('-', '')}-${iso.slice(11, 19).replaceAll(':', '')}`
}

function createGate(): { readonly passed: Promise<void>; open(): void } {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open: () => open() }
}
