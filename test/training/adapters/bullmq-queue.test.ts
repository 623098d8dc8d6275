import { once } from 'node:events'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../../deploy/installation/system-clock.js'
import { openBullmqQueue } from '../../../training/adapters/bullmq-queue.js'
import { jobQueueContract } from '../../contracts/job-queue.js'
import { startRedis, type TestRedis } from '../../support/redis.js'
import { requireOrSkip } from '../../support/requirements.js'

requireOrSkip('redis')('on a real Redis', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.remove())

  jobQueueContract('bullmq', async () => {
    await redis.empty()
    return { open: (settings) => openBullmqQueue({ ...settings, url: redis.url, clock: systemClock }) }
  })

  /** A worker in the middle of a job that ends only when it is told to, with the warnings so far. */
  async function atWork() {
    await redis.empty()
    const warnings: string[] = []
    const line = () => {}
    const logger = {
      debug: line,
      info: line,
      error: line,
      warn: (_: unknown, text: string) => void warnings.push(text),
    }
    const settings = {
      url: redis.url,
      clock: systemClock,
      logger,
      knowledgeBase: 'kb',
      lostAfterMs: 600,
      stopGraceMs: 100,
    }
    const queue = await openBullmqQueue(settings)
    onTestFinished(() => queue.close())
    let begun = false
    await queue.work(async (_job, { signal }) => {
      begun = true
      await once(signal, 'abort')
      return { kind: 'handed-back' }
    })
    const { job } = await queue.submit({
      kind: 'retrain',
      trigger: 'manual',
      askedBy: 'Ana',
      dedupeKey: 'retrain',
      payload: {},
    })
    await expect.poll(() => begun).toBe(true)
    return { id: job.id, warnings }
  }

  it('says that Redis lost the job, where no other worker took it', async () => {
    const { warnings } = await atWork()
    await redis.empty()
    await expect
      .poll(() => warnings)
      .toContain('Redis no longer has the running job: it was emptied, or has lost its data; this worker ends it')
    expect(warnings.join()).not.toContain('another worker')
  })

  it('says that another worker took over, where one did', async () => {
    const { id, warnings } = await atWork()
    await redis.command('set', `ventanilla:kb:${id}:lock`, 'another')
    await expect
      .poll(() => warnings)
      .toContain('another worker has taken over, because this one did not report for too long; this worker ends it')
  })
})
