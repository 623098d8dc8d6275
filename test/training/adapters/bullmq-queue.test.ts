import { afterAll, beforeAll } from 'vitest'
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
})
