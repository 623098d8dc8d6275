import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createInstallation } from '../../../deploy/installation/installation.js'
import { systemClock } from '../../../deploy/installation/system-clock.js'
import { startJobs } from '../../../deploy/jobs/start-jobs.js'
import { readConfig } from '../../../deploy/settings/config.js'
import { openDataFolder } from '../../../knowledge/adapters/data-folder.js'
import { silentLogger } from '../../support/installation.js'
import { startRedis } from '../../support/redis.js'
import { requireOrSkip } from '../../support/requirements.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

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
      const store = await openDataFolder(data, systemClock)
      const installation = createInstallation(config, { store, clock: systemClock, logger: silentLogger })
      const jobs = await startJobs(config, installation, 100)
      onTestFinished(jobs.stop)
      const queue = await installation.openQueue()
      onTestFinished(queue.close)
      expect(await queue.schedules()).toHaveLength(1)
      await redis.empty()
      await expect
        .poll(() => queue.schedules())
        .toMatchObject([{ name: 'retrain', cron: '30 3 * * 1-5', timeZone: 'Europe/Madrid' }])
    })
  })
})
