import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openJobQueue } from '../../../deploy/installation/job-queue.js'
import { systemClock } from '../../../deploy/installation/system-clock.js'
import { startWorking } from '../../../deploy/jobs/working.js'
import { readConfig } from '../../../deploy/settings/config.js'
import { openDataFolder } from '../../../knowledge/store/data-folder.js'
import { startRedis } from '../../support/redis.js'
import { requireOrSkip } from '../../support/requirements.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const logger = { debug() {}, info() {}, warn() {}, error() {} }

requireOrSkip('redis')('a worker with a schedule', () => {
  describe('whose Redis has forgotten everything', () => {
    it('sets it again', async () => {
      const redis = await startRedis()
      onTestFinished(redis.remove)
      const data = join(await temporaryFolder(), 'data')
      const config = readConfig(
        {
          VENTANILLA_DATA: data,
          REDIS_URL: redis.url,
          RETRAIN_SCHEDULE: '30 3 * * 1-5',
          RETRAIN_TIME_ZONE: 'Europe/Madrid',
        },
        {},
      )
      const surroundings = { config, store: await openDataFolder(data, systemClock), clock: systemClock, logger }
      const working = await startWorking(surroundings, 100)
      onTestFinished(working.stop)
      const queue = await openJobQueue(surroundings)
      onTestFinished(queue.close)
      expect(await queue.schedules()).toHaveLength(1)
      await redis.empty()
      await expect
        .poll(() => queue.schedules())
        .toMatchObject([{ name: 'retrain', cron: '30 3 * * 1-5', timeZone: 'Europe/Madrid' }])
    })
  })
})
